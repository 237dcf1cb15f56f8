"""Japanese text as people write it: dates, spans, quantities, names, identifiers; the folding of printed words."""
