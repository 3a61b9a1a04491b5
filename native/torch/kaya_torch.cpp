// The dispatcher shim: find an operator by name, call it boxed; tensors in and out; autograd; threads; versions.
#include "kaya_torch.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>
#include <malloc.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "kaya_guard.h"

namespace kaya {

std::string& last_error() {
  static thread_local std::string text;
  return text;
}

std::atomic<int64_t>& live() {
  static std::atomic<int64_t> count{0};
  return count;
}

namespace {

std::atomic<int64_t>& reads() {
  static std::atomic<int64_t> count{0};
  return count;
}

std::vector<at::Tensor> borrow_all(const kaya_tensor* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

c10::IValue unpack(const kaya_argument& argument) {
  switch (argument.tag) {
    case KAYA_NONE: return c10::IValue();
    case KAYA_TENSOR: return borrow(argument.tensor);
    case KAYA_INT: return argument.integer;
    case KAYA_DOUBLE: return argument.number;
    case KAYA_BOOL: return argument.integer != 0;
    case KAYA_INTS: return std::vector<int64_t>(argument.integers, argument.integers + argument.length);
    case KAYA_DOUBLES: return std::vector<double>(argument.numbers, argument.numbers + argument.length);
    case KAYA_TENSORS: return borrow_all(argument.tensors, argument.length);
    case KAYA_STRING: return std::string(argument.text);
    case KAYA_DEVICE: return c10::Device(argument.text);
    default: throw std::invalid_argument("unknown argument tag " + std::to_string(argument.tag));
  }
}

// Flattens whatever an operator returned into tensors; numbers become tensors without axes.
void collect(const c10::IValue& value, std::vector<at::Tensor>& into) {
  if (value.isTensor()) into.push_back(value.toTensor());
  else if (value.isTensorList()) for (const at::Tensor& tensor : value.toTensorVector()) into.push_back(tensor);
  else if (value.isTuple()) for (const c10::IValue& element : value.toTupleRef().elements()) collect(element, into);
  else if (value.isInt()) into.push_back(at::scalar_tensor(value.toInt(), at::kLong));
  else if (value.isDouble()) into.push_back(at::scalar_tensor(value.toDouble(), at::kDouble));
  else if (value.isBool()) into.push_back(at::scalar_tensor(value.toBool(), at::kBool));
  else if (!value.isNone()) throw std::invalid_argument("the operator returned a " + value.tagKind());
}

// The name of OpenBLAS's kernels; empty for another BLAS.
std::string blas_core() {
  void* library = dlopen("libblas.so.3", RTLD_NOLOAD | RTLD_LAZY);
  auto core = library == nullptr ? nullptr : reinterpret_cast<char* (*)()>(dlsym(library, "openblas_get_corename"));
  return core == nullptr ? "" : core();
}

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
void set_half(bool on) {
  for (at::DeviceType device : {at::kCPU, at::kCUDA}) {
    at::autocast::set_autocast_dtype(device, at::kBFloat16);
    at::autocast::set_autocast_enabled(device, on);
  }
}

bool is_half() { return at::autocast::is_autocast_enabled(at::kCPU); }
#else
void set_half(bool on) {
  at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  at::autocast::set_cpu_enabled(on);
  at::autocast::set_enabled(on);
}

bool is_half() { return at::autocast::is_cpu_enabled(); }
#endif

void copy_text(const std::string& text, char* buffer, int capacity) {
  if (capacity <= 0) return;
  size_t length = std::min(text.size(), static_cast<size_t>(capacity - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = 0;
}

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_abi() {
  // By default the C library gives every block of some megabytes back to the system when it is freed, and a training step
  // then spends more time on fresh pages than on arithmetic. Up to 32 MiB (its own upper bound) blocks stay with the process.
  // Products and convolutions in 32-bit floats are what they say on a GPU too, unless asked otherwise (kaya_precision).
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  static const bool large = (use_large_pages(), true);
  static const int kept = mallopt(M_MMAP_THRESHOLD, 32 << 20) + mallopt(M_TRIM_THRESHOLD, 512 << 20) + mallopt(M_TOP_PAD, 16 << 20);
  return large && kept >= 0 ? KAYA_ABI : 0;
}

int64_t kaya_live() { return live().load(); }

int64_t kaya_reads() { return reads().load(); }

void kaya_last_error(char* buffer, int capacity) { copy_text(last_error(), buffer, capacity); }

int kaya_op_find(const char* name, const char* overload, void** op) {
  return guarded([&] { *op = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
}

int kaya_op_call(void* op, const kaya_argument* arguments, int count, kaya_tensor* results, int capacity, int* written) {
  *written = 0;
  return guarded([&] {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& declared = handle.schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(std::max<size_t>(declared.size(), handle.schema().returns().size()));
    for (int i = 0; i < count; i++) stack.push_back(unpack(arguments[i]));
    // Arguments left out take the schema's defaults, so newer libraries may append parameters.
    for (size_t i = count; i < declared.size(); i++) {
      if (!declared[i].default_value()) throw std::invalid_argument("argument " + declared[i].name() + " is missing");
      stack.push_back(*declared[i].default_value());
    }
    handle.callBoxed(&stack);
    if (stack.size() == 1 && stack[0].isTensor()) {
      if (capacity > 0) results[(*written)++] = give(std::move(stack[0]).toTensor());
      return;
    }
    std::vector<at::Tensor> tensors;
    for (const c10::IValue& value : stack) collect(value, tensors);
    if (capacity == 0) return;
    if (static_cast<int>(tensors.size()) > capacity) throw std::length_error("more results than expected");
    for (at::Tensor& tensor : tensors) results[(*written)++] = give(std::move(tensor));
  });
}

int kaya_tensor_from(const void* data, const int64_t* sizes, int dimensions, int dtype, const char* device, kaya_tensor* out) {
  return guarded([&] {
    at::IntArrayRef shape(sizes, dimensions);
    at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    if (data != nullptr) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    c10::Device target(device);
    *out = give(target.is_cpu() ? tensor : tensor.to(target));
  });
}

int kaya_tensor_buffer(const int64_t* sizes, int dimensions, int dtype, int locked, kaya_tensor* out, void** first) {
  return guarded([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).pinned_memory(locked != 0);
    at::Tensor tensor = at::zeros(at::IntArrayRef(sizes, dimensions), options);
    *first = tensor.data_ptr();
    *out = give(std::move(tensor));
  });
}

int kaya_tensor_read(kaya_tensor tensor, void* destination, int64_t bytes) {
  return guarded([&] {
    reads()++;
    at::Tensor source = borrow(tensor).detach().cpu().contiguous();
    if (static_cast<int64_t>(source.nbytes()) != bytes) throw std::length_error("the buffer is not the tensor's size");
    std::memcpy(destination, source.data_ptr(), bytes);
  });
}

int kaya_tensor_write(kaya_tensor tensor, const void* source, int64_t bytes) {
  return guarded([&] {
    at::NoGradGuard none;
    at::Tensor target = borrow(tensor);
    if (static_cast<int64_t>(target.nbytes()) != bytes) throw std::length_error("the buffer is not the tensor's size");
    if (target.is_cpu() && target.is_contiguous()) std::memcpy(target.data_ptr(), source, bytes);
    else target.copy_(at::from_blob(const_cast<void*>(source), target.sizes(), at::TensorOptions().dtype(target.scalar_type())));
  });
}

int kaya_tensor_item(kaya_tensor tensor, double* value) {
  return guarded([&] {
    reads()++;
    *value = borrow(tensor).item().toDouble();
  });
}

int kaya_tensor_shape(kaya_tensor tensor, int64_t* sizes, int capacity, int* dimensions, int* dtype, int* cuda_index) {
  return guarded([&] {
    auto* impl = static_cast<c10::TensorImpl*>(tensor);
    *dimensions = static_cast<int>(impl->dim());
    if (*dimensions > capacity) throw std::length_error("more axes than expected");
    for (int i = 0; i < *dimensions; i++) sizes[i] = impl->size(i);
    *dtype = static_cast<int>(c10::typeMetaToScalarType(impl->dtype()));
    *cuda_index = impl->device().is_cpu() ? -1 : impl->device().index();
  });
}

int kaya_tensor_free(const kaya_tensor* tensors, int64_t count) {
  return guarded([&] {
    for (int64_t i = 0; i < count; i++) {
      if (tensors[i] == nullptr) continue;
      c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(tensors[i]));
      live().fetch_sub(1, std::memory_order_relaxed);
    }
  });
}

int kaya_tensor_set_data(kaya_tensor tensor, kaya_tensor data) {
  return guarded([&] { borrow(tensor).set_data(borrow(data)); });
}

int kaya_requires_grad(kaya_tensor tensor, int set, int* current) {
  return guarded([&] {
    at::Tensor target = borrow(tensor);
    if (set >= 0) target.requires_grad_(set != 0);
    *current = target.requires_grad() ? 1 : 0;
  });
}

int kaya_backward(kaya_tensor loss) {
  return guarded([&] { torch::autograd::backward({borrow(loss)}, {}); });
}

int kaya_grad_of(kaya_tensor tensor, int clear, kaya_tensor* out) {
  return guarded([&] {
    at::Tensor target = borrow(tensor);
    if (out != nullptr) *out = give(target.grad());
    if (clear != 0) target.mutable_grad() = at::Tensor();
  });
}

int kaya_grad(kaya_tensor output, kaya_tensor seed, const kaya_tensor* inputs, int count, int retain, int create, kaya_tensor* results) {
  return guarded([&] {
    std::vector<at::Tensor> seeds;
    if (seed != nullptr) seeds.push_back(borrow(seed));
    auto gradients = torch::autograd::grad({borrow(output)}, borrow_all(inputs, count), seeds, retain != 0, create != 0, true);
    for (int i = 0; i < count; i++) results[i] = give(std::move(gradients[i]));
  });
}

int kaya_grad_mode(int enabled, int* previous) {
  return guarded([&] {
    *previous = at::GradMode::is_enabled() ? 1 : 0;
    at::GradMode::set_enabled(enabled != 0);
  });
}

int kaya_threads(int set, int* current) {
  return guarded([&] {
    if (set > 0) at::set_num_threads(set);
    *current = at::get_num_threads();
  });
}

int kaya_text(int what, char* buffer, int capacity) {
  return guarded([&] {
    if (what == 0) copy_text(TORCH_VERSION, buffer, capacity);
    else if (what == 1) copy_text(at::get_parallel_info(), buffer, capacity);
    else if (what == 2) copy_text(at::show_config(), buffer, capacity);
    else copy_text(blas_core(), buffer, capacity);
  });
}

int kaya_cuda_count(int* count) {
  return guarded([&] { *count = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0; });
}

// TF32 is a setting of the process and acts on NVIDIA GPUs only; bfloat16 (autocast) is a setting of the thread.
int kaya_precision(int set, int* previous) {
  return guarded([&] {
    bool tensor_float = at::globalContext().allowTF32CuBLAS();
    *previous = is_half() ? 2 : tensor_float ? 1 : 0;
    if (set < 0) return;
    at::globalContext().setAllowTF32CuBLAS(set == 1);
    at::globalContext().setAllowTF32CuDNN(set == 1);
    if (is_half() && set != 2) at::autocast::clear_cache();
    set_half(set == 2);
  });
}
