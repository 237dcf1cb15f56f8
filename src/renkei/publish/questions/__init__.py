"""The pages of saved questions with their answers, and SPARQL in the browser."""
