"""Everything this service says in a language, and how texts, dates and numbers of the record are put into it.

One way in: `localizer(language)` in `localizer.py` for plain text, `markup.py` for the same as HTML. The words are in
`locale/en.po`, `locale/cy.po` and so on, gettext catalogues whose keys are names such as `page.skip`, never English.
`check.py` says what of them is untranslated or was changed since it was translated.
"""
