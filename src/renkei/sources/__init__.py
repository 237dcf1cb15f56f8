"""Sources: the register of documents and data sets, passages of documents, and their verification."""
