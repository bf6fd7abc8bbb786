"""What twenty browsers and robots send when they ask for a page, as each writes it."""

_HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,"
_CHROME = f"{_HTML}image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
_FIREFOX = f"{_HTML}image/avif,image/webp,*/*;q=0.8"
_NAVIGATES = {
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Upgrade-Insecure-Requests": "1",
}
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"


def _chromium(
    agent: str, brands: str, platform: str, language: str, encoding: str, mobile: str = "?0"
) -> dict[str, str]:
    hints = {"sec-ch-ua": brands, "sec-ch-ua-mobile": mobile, "sec-ch-ua-platform": f'"{platform}"'}
    told = {"User-Agent": agent, "Accept": _CHROME, "Accept-Language": language, "Accept-Encoding": encoding}
    return {**hints, **told, **_NAVIGATES, "Sec-Fetch-User": "?1", "Priority": "u=0, i"}


def _other(agent: str, accept: str = "*/*", language: str = "", encoding: str = "", **more: str) -> dict[str, str]:
    told = {"User-Agent": agent, "Accept": accept, "Accept-Language": language, "Accept-Encoding": encoding}
    return {name: value for name, value in told.items() if value} | more


BROWSERS: dict[str, dict[str, str]] = {
    "Chrome on Windows": _chromium(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/131.0.0.0 Safari/537.36",
        '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
        "Windows",
        "en-GB,en-US;q=0.9,en;q=0.8",
        "gzip, deflate, br, zstd",
    ),
    "Chrome on a Mac, in Welsh": _chromium(
        f"{_MAC} {_WEBKIT} Chrome/130.0.0.0 Safari/537.36",
        '"Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"',
        "macOS",
        "cy-GB,cy;q=0.9,en-GB;q=0.8,en;q=0.7",
        "gzip, deflate, br, zstd",
    ),
    "Chrome on Android": _chromium(
        f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36",
        '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
        "Android",
        "en-GB,en;q=0.9",
        "gzip, deflate, br, zstd",
        "?1",
    ),
    "Chrome 109, the last on Windows 7, without TLS": _chromium(
        f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {_WEBKIT} Chrome/109.0.0.0 Safari/537.36",
        '"Not_A Brand";v="99", "Google Chrome";v="109", "Chromium";v="109"',
        "Windows",
        "en-GB,en;q=0.9",
        "gzip, deflate",
    ),
    "Edge": _chromium(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
        '"Microsoft Edge";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
        "Windows",
        "en-GB,en;q=0.9,en-US;q=0.8",
        "gzip, deflate, br, zstd",
    ),
    "Samsung Internet": _chromium(
        f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        '"Chromium";v="122", "Not(A:Brand";v="24", "Samsung Internet";v="26.0"',
        "Android",
        "en-GB,en-US;q=0.9,en;q=0.8",
        "gzip, deflate, br",
        "?1",
    ),
    "Opera": _chromium(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
        '"Chromium";v="130", "Opera";v="115", "Not?A_Brand";v="99"',
        "Windows",
        "pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7",
        "gzip, deflate, br, zstd",
    ),
    "Firefox on Windows": _other(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
        _FIREFOX,
        "en-GB,en;q=0.5",
        "gzip, deflate, br, zstd",
        DNT="1",
        **_NAVIGATES,
    ),
    "Firefox ESR on Linux": _other(
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        _FIREFOX,
        "cy,en-GB;q=0.7,en;q=0.3",
        "gzip, deflate, br",
        TE="trailers",
        **_NAVIGATES,
    ),
    "Firefox on Android": _other(
        "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
        _FIREFOX,
        "en-GB",
        "gzip, deflate, br, zstd",
        **_NAVIGATES,
    ),
    "Safari on a Mac": _other(
        f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        f"{_HTML}*/*;q=0.8",
        "en-GB,en;q=0.9",
        "gzip, deflate, br",
    ),
    "Safari on an iPhone": _other(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/18.1 Mobile/15E148 Safari/604.1",
        f"{_HTML}*/*;q=0.8",
        "en-GB,en;q=0.9",
        "gzip, deflate, br",
        Priority="u=0, i",
    ),
    "Internet Explorer 11": _other(
        "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "text/html, application/xhtml+xml, */*",
        "en-GB,en;q=0.5",
        "gzip, deflate",
    ),
    "Googlebot": _other(
        f"Mozilla/5.0 {_WEBKIT}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/131.0.0.0",
        f"{_HTML}image/webp,image/apng,*/*;q=0.8",
        encoding="gzip, deflate, br",
        From="googlebot(at)googlebot.com",
    ),
    "Bingbot": _other(
        f"Mozilla/5.0 {_WEBKIT}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76",
        encoding="gzip, deflate, br",
        **{"Cache-Control": "no-cache", "Pragma": "no-cache"},
    ),
    "A preview for Facebook": _other(
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", encoding="deflate, gzip"
    ),
    "Python's requests": _other("python-requests/2.32.3", encoding="gzip, deflate"),
    "Go": _other("Go-http-client/1.1", "", encoding="gzip"),
    "curl": _other("curl/7.88.1"),
    "Wget": _other("Wget/1.21.3", encoding="identity"),
}
