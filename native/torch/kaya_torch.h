// The C ABI between Kaya.Torch and libtorch. Every export starts with kaya_, returns 0 for success, and lets no
// exception out; after a failure kaya_last_error copies the text of this thread's last error.
#pragma once
#include <cstdint>

#define KAYA_EXPORT extern "C" __attribute__((visibility("default")))
#define KAYA_ABI 2

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
KAYA_EXPORT int kaya_grad(kaya_tensor output, kaya_tensor seed, const kaya_tensor* inputs, int count, int retain, int create,
                          kaya_tensor* results);
KAYA_EXPORT int kaya_grad_mode(int enabled, int* previous);
KAYA_EXPORT int kaya_threads(int set, int* current);
KAYA_EXPORT int kaya_text(int what, char* buffer, int capacity);
KAYA_EXPORT int kaya_cuda_count(int* count);
// Memory of the CPU for one tensor, page-locked where asked for; first is where its elements lie.
KAYA_EXPORT int kaya_tensor_buffer(const int64_t* sizes, int dimensions, int dtype, int locked, kaya_tensor* out, void** first);
// How often the host has asked for elements so far: on a GPU each time is a wait.
KAYA_EXPORT int64_t kaya_reads();
// Lower precision of products and convolutions on this thread: 0 none, 1 TF32, 2 bfloat16.
KAYA_EXPORT int kaya_precision(int set, int* previous);

// kaya_onednn.cpp
// Tries the convolutions of oneDNN at the first call, and turns it off where they are wrong: 0 not there, 1 used, 2 turned off.
KAYA_EXPORT int kaya_onednn(int* state);

// kaya_lstm.cpp
// projected [rows, times, 4 width], weight [4 width, width], hidden and cell [rows, width]; three results: outputs, hidden, cell.
KAYA_EXPORT int kaya_lstm(kaya_tensor projected, kaya_tensor weight, kaya_tensor hidden, kaya_tensor cell, kaya_tensor* results);

// kaya_neighbours.cpp
// values [blocks, levels, kinds, rows, columns], weights [blocks, levels, taps, rows, columns], taps odd; axis 1, 3 or 4. Tap k of a place
// is the weight of the value k - taps / 2 places ahead of it along the axis; beyond the ends are zeros. The result is as values.
KAYA_EXPORT int kaya_neighbours(kaya_tensor values, kaya_tensor weights, int64_t axis, kaya_tensor* out);

// kaya_slopes.cpp
KAYA_EXPORT int kaya_slopes(kaya_tensor values, int64_t axis, kaya_tensor* out);

// kaya_carry.cpp
// An hour of carried quantities in some steps. Each: half of the emissions, wind along rows and columns (the other way round in the next
// step) with values and slopes of a place and both neighbours, mixing of levels, the other half, a factor, and state += after(PReLU(between(state) + reaction)).
// Inputs: state [windows, levels, kinds, rows, columns]; along values, along slopes, across values, across slopes [windows, levels, 3,
// rows, columns]; up [windows, levels, lifts, rows, columns]; early, late, kept [windows, levels x kinds, rows, columns]; reaction [windows,
// hidden, rows, columns]; between [hidden, levels x kinds], slope [hidden], after [levels x kinds, hidden], bias [levels x kinds].
KAYA_EXPORT int kaya_carry(const kaya_tensor* inputs, int64_t steps, kaya_tensor* next, kaya_tensor* mean);

// kaya_segment.cpp
// The caller's function: owns the handles given to it, adds its results by kaya_segment_result; 0 for success, else a message.
typedef int kaya_segment_body(void* state, const kaya_tensor* inputs, int count, int again, void* outputs, char* message, int capacity);
typedef void kaya_segment_release(void* state);
KAYA_EXPORT int kaya_segment(kaya_segment_body* body, kaya_segment_release* release, void* state, const kaya_tensor* inputs, int count,
                             int arguments, kaya_tensor* results, int capacity, int* written);
KAYA_EXPORT int kaya_segment_result(void* outputs, kaya_tensor tensor);
// Bytes that tensors of the CPU made on this thread since begin (and in its backward passes) take at most at once.
KAYA_EXPORT int kaya_memory_begin(void** meter);
KAYA_EXPORT int kaya_memory_peak(void* meter, int64_t* bytes);
KAYA_EXPORT int kaya_memory_end();

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
KAYA_EXPORT int kaya_adam(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* means,
                          const kaya_tensor* squares);
KAYA_EXPORT int kaya_sgd(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* velocities);
KAYA_EXPORT int kaya_norms(const kaya_tensor* gradients, int count, int members, double* norms);
