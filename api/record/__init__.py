"""The record as it is read: things as they stand at a moment, what names what, what may enter, the exchange format."""
