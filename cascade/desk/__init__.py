"""The desk: the whole year's work in a browser, by the same stories as the two scripts."""
