# Exact sums of zones by exactextractr, as a whole program: values.tif, zones.gpkg with the field code, table to write.
suppressPackageStartupMessages({
    library(exactextractr)
    library(terra)
    library(sf)
})
files <- commandArgs(trailingOnly = TRUE)
zones <- st_read(files[2], quiet = TRUE)
sums <- exact_extract(rast(files[1]), zones, "sum", progress = FALSE)
writeLines(c("zone,sum", paste(zones$code, format(sums, digits = 17), sep = ",")), files[3])
