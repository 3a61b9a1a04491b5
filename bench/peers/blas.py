"""Which library of matrix products a peer has."""
import ctypes


def core():
    """The kernels of the OpenBLAS in this process."""
    try:
        name = ctypes.CDLL("libblas.so.3").openblas_get_corename
    except (OSError, AttributeError):
        return "no OpenBLAS"
    name.restype = ctypes.c_char_p
    return name().decode()
