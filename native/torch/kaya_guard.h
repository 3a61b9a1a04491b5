// Shared by the sources of the shim: handles, and the guard that turns exceptions into a status and a text.
#pragma once
#include <ATen/ATen.h>

#include <atomic>
#include <exception>
#include <string>

#include "kaya_torch.h"

// Compiled for several generations of processors, chosen when the library loads.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define KAYA_VECTOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KAYA_VECTOR
#endif

namespace kaya {

// Makes blocks above 32 MiB of large pages from now on (kaya_memory.cpp).
void use_large_pages();

std::string& last_error();
std::atomic<int64_t>& live();

// Borrows: the caller's handle keeps its reference.
inline at::Tensor borrow(kaya_tensor handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
      static_cast<c10::TensorImpl*>(handle)));
}

// Hands one reference to the caller; an undefined tensor is the null handle.
inline kaya_tensor give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live().fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

template <class Body>
int guarded(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    last_error() = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error() = error.what();
  } catch (...) {
    last_error() = "an exception of unknown type";
  }
  return 1;
}

}  // namespace kaya
