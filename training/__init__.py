"""The spaCy project that trains the shipped language pipeline (`project.yml`); run by hand, never imported by the product."""
