// Large blocks of memory: in large pages, and used again.
//
// The C library takes a block of more than 32 MiB from the system and gives it back when it is freed, so a training step touches such a
// block for the first time again and again. With pages of 4 KiB that can take longer than the arithmetic: measured on a virtual machine,
// 7 ns a byte; with pages of 2 MiB 0.5 to 1. So a freed block waits for the next one of its size. All together are never more than were in
// use at once, and the system may take the pages of those that wait.
#include "kaya_torch.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace kaya {

namespace {

constexpr size_t large_block = size_t{32} << 20, large_page = size_t{2} << 20;

struct Block {
  void* data;
  size_t size;
};

// The blocks in use, and those that wait, the longest waiting first.
class Blocks {
 public:
  // A block that waits and is of this size or a little larger; or null, and then so many wait no longer that a new one has room.
  void* take(size_t size) {
    std::lock_guard<std::mutex> lock(gate_);
    auto best = waiting_.end();
    for (auto one = waiting_.begin(); one != waiting_.end(); ++one)
      if (one->size >= size && one->size - size <= size / 8 && (best == waiting_.end() || one->size < best->size)) best = one;
    if (best != waiting_.end()) {
      Block found = *best;
      waiting_.erase(best);
      waits_ -= found.size;
      use(found);
      return found.data;
    }
    most_ = std::max(most_, used_ + size);
    while (!waiting_.empty() && used_ + waits_ + size > most_) {
      std::free(waiting_.front().data);
      waits_ -= waiting_.front().size;
      waiting_.erase(waiting_.begin());
    }
    return nullptr;
  }

  void add(Block block) {
    std::lock_guard<std::mutex> lock(gate_);
    use(block);
  }

  // Whether it was one of these blocks: it waits now.
  bool give_back(void* data) {
    std::lock_guard<std::mutex> lock(gate_);
    auto found = in_use_.find(data);
    if (found == in_use_.end()) return false;
    Block block{data, found->second};
    in_use_.erase(found);
    used_ -= block.size;
#ifdef MADV_FREE
    madvise(data, block.size, MADV_FREE);
#endif
    waiting_.push_back(block);
    waits_ += block.size;
    return true;
  }

 private:
  void use(Block block) {
    in_use_[block.data] = block.size;
    used_ += block.size;
    most_ = std::max(most_, used_);
  }

  std::mutex gate_;
  std::unordered_map<void*, size_t> in_use_;
  std::vector<Block> waiting_;
  size_t used_ = 0, waits_ = 0, most_ = 0;
};

Blocks& blocks() {
  // Never destroyed: tensors may be freed while the process ends.
  static Blocks* all = new Blocks();
  return *all;
}

c10::DeleterFnPtr usual_deleter = nullptr;

void give_back(void* data) {
  if (!blocks().give_back(data)) return usual_deleter(data);
  c10::profiledCPUMemoryReporter().Delete(data);
}

class LargePages final : public c10::Allocator {
 public:
  explicit LargePages(c10::Allocator* usual) : usual_(usual) { usual_deleter = usual->raw_deleter(); }

  // One of the two overrides: which one depends on the version of libtorch.
  c10::DataPtr allocate(size_t size) const { return block(size); }
  c10::DataPtr allocate(size_t size) { return block(size); }

  c10::DeleterFnPtr raw_deleter() const override { return give_back; }

  void copy_data(void* to, const void* from, size_t size) const { std::memcpy(to, from, size); }

 private:
  c10::DataPtr block(size_t size) const {
    if (size < large_block) return usual_->allocate(size);
    void* data = blocks().take(size);
    if (data == nullptr) {
      // Where there is no memory the usual way says so.
      if (posix_memalign(&data, large_page, size) != 0) return usual_->allocate(size);
      madvise(data, size, MADV_HUGEPAGE);
      blocks().add({data, size});
    }
    c10::profiledCPUMemoryReporter().New(data, size);
    return {data, data, give_back, c10::Device(c10::DeviceType::CPU)};
  }

  c10::Allocator* usual_;
};

}  // namespace

void use_large_pages() {
  static LargePages pages(c10::GetCPUAllocator());
  c10::SetCPUAllocator(&pages);
}

}  // namespace kaya
