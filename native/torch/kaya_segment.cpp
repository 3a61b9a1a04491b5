// A segment whose inside is computed again in the backward pass instead of being kept (Chen et al. 2016, Griewank and Walther 2000),
// and a meter of the memory that tensors of the CPU take.
#include <c10/util/ThreadLocalDebugInfo.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/version.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include "kaya_guard.h"

namespace kaya {
namespace {

using torch::autograd::variable_list;

// The caller's function, released when neither a call nor a graph needs it any more.
struct Body : torch::CustomClassHolder {
  kaya_segment_body* body;
  kaya_segment_release* release_state;
  void* state;

  Body(kaya_segment_body* body, kaya_segment_release* release, void* state) : body(body), release_state(release), state(state) {}
  ~Body() override { release_state(state); }

  variable_list run(const variable_list& arguments, bool again) const {
    std::vector<kaya_tensor> handles;
    for (const at::Tensor& argument : arguments) handles.push_back(give(argument));
    variable_list outputs;
    char message[2048] = "";
    // The handles are the caller's from here on: it frees them with the scope it opens.
    int status = body(state, handles.data(), static_cast<int>(handles.size()), again ? 1 : 0, &outputs, message, sizeof(message));
    if (status != 0) throw std::runtime_error(message);
    return outputs;
  }
};

// A tensor that needs gradients and reaches the outputs past the inputs would lose its gradient in silence.
void refuse_hidden_inputs(const variable_list& outputs, const variable_list& allowed) {
  std::unordered_set<torch::autograd::Node*> seen;
  for (const at::Tensor& input : allowed)
    if (input.requires_grad()) seen.insert(torch::autograd::impl::gradient_edge(input).function.get());
  std::vector<torch::autograd::Node*> open;
  for (const at::Tensor& output : outputs) open.push_back(output.grad_fn().get());
  while (!open.empty()) {
    torch::autograd::Node* node = open.back();
    open.pop_back();
    if (node == nullptr || !seen.insert(node).second) continue;
    if (auto* leaf = dynamic_cast<torch::autograd::AccumulateGrad*>(node))
      throw std::invalid_argument("the segment uses a tensor " + c10::str(leaf->variable.sizes()) +
                                  " that requires gradients and is neither among its inputs nor a parameter of its module");
    for (const auto& edge : node->next_edges()) open.push_back(edge.function.get());
  }
}

class Segment : public torch::autograd::Function<Segment> {
 public:
  static variable_list forward(torch::autograd::AutogradContext* context, c10::intrusive_ptr<Body> body, int64_t arguments,
                               at::ArrayRef<at::Tensor> inputs) {
    variable_list all = inputs.vec();
    context->save_for_backward(all);
    context->set_materialize_grads(false);
    context->saved_data["arguments"] = arguments;
    variable_list outputs = body->run({all.begin(), all.begin() + arguments}, false);
    context->saved_data["body"] = c10::IValue::make_capsule(std::move(body));
    return outputs;
  }

  static variable_list backward(torch::autograd::AutogradContext* context, variable_list gradients) {
    variable_list inputs = context->get_saved_variables();
    int64_t arguments = context->saved_data["arguments"].toInt();
    auto holder = context->saved_data["body"].toCapsule();
    bool twice = at::GradMode::is_enabled();  // the gradient itself will be differentiated: keep the way back to the inputs
    at::AutoGradMode recorded(true);
    if (!twice)
      for (int64_t i = 0; i < arguments; i++) inputs[i] = inputs[i].detach().set_requires_grad(inputs[i].requires_grad());
    variable_list outputs = static_cast<Body*>(holder.get())->run({inputs.begin(), inputs.begin() + arguments}, true);
    if (outputs.size() != gradients.size()) throw std::logic_error("the segment returned another number of tensors when it ran again");

    variable_list reached, seeds, wanted, result(inputs.size() + 2);
    for (size_t i = 0; i < outputs.size(); i++)
      if (gradients[i].defined() && outputs[i].requires_grad()) {
        reached.push_back(outputs[i]);
        seeds.push_back(gradients[i]);
      }
    std::vector<size_t> places;
    for (size_t i = 0; i < inputs.size(); i++)
      if (inputs[i].requires_grad()) {
        wanted.push_back(inputs[i]);
        places.push_back(i);
      }
    if (!twice) refuse_hidden_inputs(reached, inputs);
    if (reached.empty() || wanted.empty()) return result;
    variable_list found = torch::autograd::grad(reached, wanted, seeds, twice, twice, true);
    for (size_t i = 0; i < places.size(); i++) result[places[i] + 2] = found[i];
    return result;
  }
};

class Meter : public c10::MemoryReportingInfoBase {
 public:
#if TORCH_VERSION_MAJOR >= 2
  using count = size_t;
#else
  using count = int64_t;
#endif
  void reportMemoryUsage(void*, int64_t size, count, count, c10::Device device) override {
    if (!device.is_cpu()) return;
    int64_t now = (now_ += size), before = peak_.load();
    while (now > before && !peak_.compare_exchange_weak(before, now)) {
    }
  }
  bool memoryProfilingEnabled() const override { return true; }
  int64_t peak() const { return peak_; }

 private:
  std::atomic<int64_t> now_{0}, peak_{0};
};

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_segment(kaya_segment_body* body, kaya_segment_release* release, void* state, const kaya_tensor* inputs, int count, int arguments,
                 kaya_tensor* results, int capacity, int* written) {
  *written = 0;
  return guarded([&] {
    auto held = c10::make_intrusive<Body>(body, release, state);
    variable_list all;
    for (int i = 0; i < count; i++) all.push_back(borrow(inputs[i]));
    variable_list outputs = Segment::apply(std::move(held), static_cast<int64_t>(arguments), at::ArrayRef<at::Tensor>(all));
    if (static_cast<int>(outputs.size()) > capacity)
      throw std::length_error("a segment returns at most " + std::to_string(capacity) + " tensors");
    for (at::Tensor& output : outputs) results[(*written)++] = give(std::move(output));
  });
}

int kaya_segment_result(void* outputs, kaya_tensor tensor) {
  return guarded([&] { static_cast<variable_list*>(outputs)->push_back(borrow(tensor)); });
}

int kaya_memory_begin(void** meter) {
  return guarded([&] {
    auto made = std::make_shared<Meter>();
    *meter = made.get();
    c10::ThreadLocalDebugInfo::_push(c10::DebugInfoKind::PROFILER_STATE, made);
  });
}

int kaya_memory_peak(void* meter, int64_t* bytes) {
  return guarded([&] { *bytes = static_cast<Meter*>(meter)->peak(); });
}

int kaya_memory_end() {
  return guarded([&] { c10::ThreadLocalDebugInfo::_pop(c10::DebugInfoKind::PROFILER_STATE); });
}
