"""Reads the safetensors files that the benchmarks hand to their Python peers."""
import json
import struct

import numpy

TYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "U16": "<u2", "U8": "<u1"}


def read(path):
    """Arrays by name, and the metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    metadata = header.pop("__metadata__", {})
    arrays = {name: numpy.frombuffer(body[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
              for name, entry in header.items()}
    return arrays, metadata


def read_torch(path):
    """Tensors of torch by name, and the options in the metadata."""
    import torch

    arrays, metadata = read(path)
    return {name: torch.from_numpy(array) for name, array in arrays.items()}, json.loads(metadata["options"])


def mapped(path):
    """Arrays by name, mapped from the file: what is not used is not read."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    return {name: numpy.memmap(path, TYPES[entry["dtype"]], "r", 8 + length + entry["data_offsets"][0], tuple(entry["shape"]))
            for name, entry in header.items()}
