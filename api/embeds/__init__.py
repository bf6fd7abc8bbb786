"""A status inside other sites: frames, fragments, badges, and the form that makes their code."""
