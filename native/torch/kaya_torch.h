// The C ABI between Kaya.Torch and libtorch. Every export starts with kaya_, returns 0 for success, and lets no
// exception out; after a failure kaya_last_error copies the text of this thread's last error.
#pragma once
#include <cstdint>

#define KAYA_EXPORT extern "C" __attribute__((visibility("default")))
#define KAYA_ABI 1

// A tensor handle: one owned reference to a TensorImpl. Freed by kaya_tensor_free, counted by kaya_live.
using kaya_tensor = void*;

enum kaya_tag : int32_t {
  KAYA_NONE = 0,
  KAYA_TENSOR = 1,
  KAYA_INT = 2,
  KAYA_DOUBLE = 3,
  KAYA_BOOL = 4,
  KAYA_INTS = 5,
  KAYA_DOUBLES = 6,
  KAYA_TENSORS = 7,
  KAYA_STRING = 8,
  KAYA_DEVICE = 9,
};

// One operator argument. A dtype is an int, a scalar an int or a double; lists carry their length beside the pointer.
struct kaya_argument {
  int32_t tag;
  int32_t length;
  union {
    kaya_tensor tensor;
    int64_t integer;
    double number;
    const int64_t* integers;
    const double* numbers;
    const kaya_tensor* tensors;
    const char* text;
  };
};

KAYA_EXPORT int kaya_abi();
KAYA_EXPORT int64_t kaya_live();
KAYA_EXPORT void kaya_last_error(char* buffer, int capacity);
KAYA_EXPORT int kaya_op_find(const char* name, const char* overload, void** op);
KAYA_EXPORT int kaya_op_call(void* op, const kaya_argument* arguments, int count, kaya_tensor* results, int capacity, int* written);
KAYA_EXPORT int kaya_tensor_from(const void* data, const int64_t* sizes, int dimensions, int dtype, const char* device, kaya_tensor* out);
KAYA_EXPORT int kaya_tensor_read(kaya_tensor tensor, void* destination, int64_t bytes);
KAYA_EXPORT int kaya_tensor_write(kaya_tensor tensor, const void* source, int64_t bytes);
KAYA_EXPORT int kaya_tensor_item(kaya_tensor tensor, double* value);
KAYA_EXPORT int kaya_tensor_shape(kaya_tensor tensor, int64_t* sizes, int capacity, int* dimensions, int* dtype, int* cuda_index);
KAYA_EXPORT int kaya_tensor_free(const kaya_tensor* tensors, int64_t count);
KAYA_EXPORT int kaya_tensor_set_data(kaya_tensor tensor, kaya_tensor data);
KAYA_EXPORT int kaya_requires_grad(kaya_tensor tensor, int set, int* current);
KAYA_EXPORT int kaya_backward(kaya_tensor loss);
KAYA_EXPORT int kaya_grad_of(kaya_tensor tensor, int clear, kaya_tensor* out);
KAYA_EXPORT int kaya_grad(kaya_tensor output, kaya_tensor seed, const kaya_tensor* inputs, int count, int retain, int create, kaya_tensor* results);
KAYA_EXPORT int kaya_grad_mode(int enabled, int* previous);
KAYA_EXPORT int kaya_threads(int set, int* current);
KAYA_EXPORT int kaya_text(int what, char* buffer, int capacity);
KAYA_EXPORT int kaya_cuda_count(int* count);

// kaya_layers.cpp
// after: what follows, in the same sweep: 0 nothing, 1 max(x, 0), 2 x / (1 + e^-x).
KAYA_EXPORT int kaya_linear(kaya_tensor input, kaya_tensor weight, kaya_tensor bias, int transposed, int after, kaya_tensor* out);
KAYA_EXPORT int kaya_mask(uint64_t seed, double drop, kaya_tensor like, kaya_tensor* out);

// kaya_steps.cpp
struct kaya_step {
  double rate, first, second, epsilon, decay, first_correction, second_correction;
  int32_t decoupled, nesterov, members, count;
  const float* scales;  // one factor on the gradient for each member; null for none
};
KAYA_EXPORT int kaya_adam(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* means, const kaya_tensor* squares);
KAYA_EXPORT int kaya_sgd(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* velocities);
KAYA_EXPORT int kaya_norms(const kaya_tensor* gradients, int count, int members, double* norms);
