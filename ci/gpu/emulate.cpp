// SPDX-License-Identifier: Apache-2.0
//
// Runs the CUDA kernel of the edit distance without a GPU: the kernel's own text is compiled as C++, and the 32 lanes of a
// warp are coroutines that change over at each shuffle. As a program it compares the kernel with a plain table, pair by
// pair. As a library it stands in for the CUDA driver, so that the Java side runs, too; check.sh --emulated does that.
//
//   g++ -O1 -w -o target/emulate ci/gpu/emulate.cpp && target/emulate
#include <ucontext.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <vector>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(threads)
#define __shared__
using std::min;

struct Dimension {
  int x;
};
static Dimension threadIdx, blockIdx, blockDim{32}, gridDim;

static ucontext_t lanes[32], home;
static std::vector<char> stacks[32];
static int exchanged[2][32];
static int phase[32];
static bool done[32];

static void next() {
  const int lane = threadIdx.x;
  const int to = (lane + 1) % 32;
  threadIdx.x = to;
  swapcontext(&lanes[lane], &lanes[to]);
}

// All lanes come to the same shuffles in the same order, so each has put its value when the first one runs again.
static int exchange(int value, int from) {
  const int lane = threadIdx.x;
  const int now = phase[lane]++ & 1;
  exchanged[now][lane] = value;
  next();
  return exchanged[now][from < 0 ? lane : from];
}

static int __shfl_sync(unsigned, int value, int from) { return exchange(value, from); }
static int __shfl_up_sync(unsigned, int value, int by) { return exchange(value, threadIdx.x - by); }
static void __syncwarp() { exchange(0, 0); }
static void __syncthreads() { exchange(0, 0); }

int table[1 << 14];
#include "../../src/main/resources/org/aiperf/search/bayes/edit.cu"

struct Launch {
  bool shared;
  const int *queries, *queryAt;
  int queryCount;
  const int *others, *otherAt;
  int otherCount;
  const int* costs;
  int costCount, one;
  int* border;
  int longest;
  int* out;
};
static Launch launch;

static void lane() {
  const Launch& l = launch;
  (l.shared ? edit_shared : edit_global)(l.queries, l.queryAt, l.queryCount, l.others, l.otherAt, l.otherCount, l.costs,
      l.costCount, l.one, l.border, l.longest, l.out);
  done[threadIdx.x] = true;
  // Lanes end in order, each after its last shuffle.
  const int to = (threadIdx.x + 1) % 32;
  if (!done[to]) {
    threadIdx.x = to;
    setcontext(&lanes[to]);
  }
  setcontext(&home);
}

// Every warp is a block of its own here, which makes no difference to the kernel.
static void run(const Launch& what, int warps) {
  launch = what;
  gridDim.x = warps;
  for (blockIdx.x = 0; blockIdx.x < warps; blockIdx.x++) {
    for (int i = 0; i < 32; i++) {
      stacks[i].resize(1 << 16);
      phase[i] = 0;
      done[i] = false;
      getcontext(&lanes[i]);
      lanes[i].uc_stack.ss_sp = stacks[i].data();
      lanes[i].uc_stack.ss_size = stacks[i].size();
      makecontext(&lanes[i], lane, 0);
    }
    threadIdx.x = 0;
    swapcontext(&home, &lanes[0]);
  }
}

#ifdef DRIVER

// What the Java side calls. Addresses of the device are addresses of this process; a call that is not as it should be fails.
static const int INVALID = 1;
static void* const CONTEXT = &home;
static void* const MODULE = &launch;
static void* const STREAM = &lanes;
static char functions[2];
static std::mutex one;

extern "C" {
typedef unsigned long long Address;

int cuInit(unsigned) { return 0; }
int cuDeviceGetCount(int* count) { return *count = 1, 0; }
int cuDeviceGet(int* device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetAttribute(int* value, int, int) { return *value = 2, 0; }
int cuDevicePrimaryCtxRetain(void** context, int) { return *context = CONTEXT, 0; }
int cuCtxPushCurrent_v2(void* context) { return context == CONTEXT ? 0 : INVALID; }
int cuCtxPopCurrent_v2(void** context) { return *context = CONTEXT, 0; }
int cuModuleLoadData(void** module, const char* text) { return *module = MODULE, strstr(text, ".version") ? 0 : INVALID; }
int cuModuleGetFunction(void** function, void* module, const char* name) {
  *function = &functions[strcmp(name, "edit_shared") == 0];
  return module == MODULE ? 0 : INVALID;
}
int cuStreamCreate(void** stream, unsigned) { return *stream = STREAM, 0; }
int cuStreamSynchronize(void* stream) { return stream == STREAM ? 0 : INVALID; }
int cuMemAlloc_v2(Address* address, size_t bytes) { return *address = (Address) malloc(bytes), 0; }
int cuMemFree_v2(Address address) { return free((void*) address), 0; }
int cuMemcpyHtoDAsync_v2(Address to, const void* from, size_t bytes, void* stream) {
  return memcpy((void*) to, from, bytes), stream == STREAM ? 0 : INVALID;
}
int cuMemcpyDtoHAsync_v2(void* to, Address from, size_t bytes, void* stream) {
  return memcpy(to, (const void*) from, bytes), stream == STREAM ? 0 : INVALID;
}
int cuGetErrorName(int, const char** name) { return *name = "CUDA_ERROR_INVALID_VALUE", 0; }

int cuLaunchKernel(void* function, unsigned blocks, unsigned, unsigned, unsigned threads, unsigned, unsigned, unsigned bytes,
    void* stream, void** p, void**) {
  const bool shared = function == &functions[1];
  const Launch what{shared, *(int**) p[0], *(int**) p[1], *(int*) p[2], *(int**) p[3], *(int**) p[4], *(int*) p[5],
      *(int**) p[6], *(int*) p[7], *(int*) p[8], *(int**) p[9], *(int*) p[10], *(int**) p[11]};
  if (stream != STREAM || threads % 32 != 0 || bytes != (shared ? what.costCount * sizeof(int) : 0)) return INVALID;
  const std::lock_guard<std::mutex> alone(one);
  run(what, (int) (blocks * threads / 32));
  return 0;
}
}

#else

static int plain(const Launch& l, int q, int h) {
  const int m = l.otherAt[h + 1] - l.otherAt[h];
  std::vector<int> row(m + 1);
  for (int j = 0; j <= m; j++) row[j] = j * l.one;
  for (int i = l.queryAt[q]; i < l.queryAt[q + 1]; i++) {
    int diagonal = row[0];
    row[0] += l.one;
    for (int j = 0; j < m; j++) {
      const int above = row[j + 1];
      row[j + 1] = min(min(above, row[j]) + l.one, diagonal + l.costs[l.queries[i] + l.others[l.otherAt[h] + j]]);
      diagonal = above;
    }
  }
  return row[m];
}

int main() {
  std::mt19937 random(5);
  const int rows = 40, columns = 300, one = 3 << 18, warps = 3, longest = 700;
  std::vector<int> queries, queryAt, others, otherAt, costs, border(warps * longest);
  for (int i = 0; i < rows * columns; i++) costs.push_back(random() % 3 ? random() % one : 0);
  auto chains = [&](std::vector<int>& at, std::vector<int>& symbols, std::vector<int> lengths, int letters, int factor) {
    at.push_back(0);
    for (int length : lengths) {
      for (int i = 0; i < length; i++) symbols.push_back((int) (random() % letters) * factor);
      at.push_back((int) symbols.size());
    }
  };
  chains(queryAt, queries, {0, 1, 31, 32, 33, 190, 300, longest}, rows, columns);
  chains(otherAt, others, {0, 1, 7, 8, 9, 100, 230, 255, 256, 257, 511, 512, 513, 800}, columns, 1);
  const int n = (int) queryAt.size() - 1, m = (int) otherAt.size() - 1;
  int wrong = 0;
  for (bool shared : {false, true}) {
    std::vector<int> out(n * m, -1);
    const Launch what{shared, queries.data(), queryAt.data(), n, others.data(), otherAt.data(), m, costs.data(),
        (int) costs.size(), one, border.data(), longest, out.data()};
    run(what, warps);
    for (int q = 0; q < n; q++)
      for (int h = 0; h < m; h++) wrong += out[q * m + h] != plain(what, q, h);
  }
  std::printf("emulate: %d of %d pairs differ from the plain table\n", wrong, 2 * n * m);
  return wrong != 0;
}

#endif
