"""The index: patients, studies, series and instances in the database."""
