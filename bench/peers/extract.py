"""Exact sums of zones by exactextract, as a whole program: values.tif, zones.gpkg with the field code, table to write."""
import sys

from exactextract import exact_extract

values, zones, table = sys.argv[1:]
rows = exact_extract(values, zones, ["sum"], include_cols=["code"])
with open(table, "w") as file:
    file.write("zone,sum\n")
    for row in rows:
        file.write(f"{row['properties']['code']},{row['properties']['sum']!r}\n")
