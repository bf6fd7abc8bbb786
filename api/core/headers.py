"""Headers of every public answer, whatever made it."""

# No browser may take an answer for something else than it says it is.
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
# Any origin may read it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
}
