// SPDX-License-Identifier: Apache-2.0
//
// Edit distance of chains of layers, many pairs in one launch, one warp a pair. Each lane owns COLUMNS neighbouring columns
// of the table (the layers of the history's chain) in registers; in step s, lane t fills them in row s - t, so that the
// lanes at work form a parallelogram. The query's symbols and the right border of each lane's columns move from lane to lane
// by shuffles. A chain of more than 32 * COLUMNS layers is done strip by strip; the border between two strips waits in
// global memory. Compiled to edit.ptx by ci/gpu/ptx.py.

#define COLUMNS 8
#define STRIP (32 * COLUMNS)
#define ALL 0xffffffffu

// queries: for each layer of the queries the offset of its row of costs; queryAt: where each query begins, and the end.
// others: for each layer of the history's chains its column in the rows of costs; otherAt: likewise.
// border: for each warp of the grid room for the longest query, used only if a chain is longer than a strip.
// out: the distance of query q and chain h at q * otherCount + h, in units of 1 / one.
static __device__ __forceinline__ void align(
    const int* __restrict__ queries, const int* __restrict__ queryAt, int queryCount,
    const int* __restrict__ others, const int* __restrict__ otherAt, int otherCount,
    const int* costs, int one, int* border, int longest, int* __restrict__ out) {
  const int lane = threadIdx.x & 31;
  const int warp = (blockIdx.x * blockDim.x + threadIdx.x) >> 5;
  const int warps = (gridDim.x * blockDim.x) >> 5;
  border += (long long) warp * longest;
  for (long long pair = warp; pair < (long long) queryCount * otherCount; pair += warps) {
    const int q = (int) (pair / otherCount);
    const int h = (int) (pair % otherCount);
    const int* a = queries + queryAt[q];
    const int* b = others + otherAt[h];
    const int n = queryAt[q + 1] - queryAt[q];
    const int m = otherAt[h + 1] - otherAt[h];
    if (lane == 0 && (n == 0 || m == 0)) {
      out[pair] = (n + m) * one;
    }
    for (int strip = 0; n > 0 && strip < m; strip += STRIP) {
      const int first = strip + lane * COLUMNS;
      const bool last = strip + STRIP >= m;
      int cell[COLUMNS];
      int symbol[COLUMNS];
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) {
        symbol[c] = first + c < m ? b[first + c] : 0;
        cell[c] = (first + c + 1) * one;
      }
      int corner = first * one;
      int right = cell[COLUMNS - 1];
      int row = 0;
      int entering = 0;
      for (int s = 0; s < n + 31; s++) {
        if ((s & 31) == 0) {
          entering = s + lane < n ? a[s + lane] : 0;
        }
        const int fresh = __shfl_sync(ALL, entering, s & 31);
        const int passed = __shfl_up_sync(ALL, row, 1);
        int left = __shfl_up_sync(ALL, right, 1);
        row = lane == 0 ? fresh : passed;
        const int i = s - lane;
        if (i >= 0 && i < n) {
          if (lane == 0) {
            left = strip == 0 ? (i + 1) * one : border[i];
          }
          int diagonal = corner;
          corner = left;
#pragma unroll
          for (int c = 0; c < COLUMNS; c++) {
            const int above = cell[c];
            const int replaced = diagonal + costs[row + symbol[c]];
            left = min(min(above, left) + one, replaced);
            diagonal = above;
            cell[c] = left;
          }
          right = left;
          if (lane == 31 && !last) {
            border[i] = right;
          }
        }
      }
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) {
        if (first + c == m - 1) {
          out[pair] = cell[c];
        }
      }
      __syncwarp();
    }
  }
}

// The table of costs in shared memory, for as many costs as fit there.
extern "C" __global__ void __launch_bounds__(256) edit_shared(
    const int* queries, const int* queryAt, int queryCount,
    const int* others, const int* otherAt, int otherCount,
    const int* costs, int costCount, int one, int* border, int longest, int* out) {
  extern __shared__ int table[];
  for (int i = threadIdx.x; i < costCount; i += blockDim.x) {
    table[i] = costs[i];
  }
  __syncthreads();
  align(queries, queryAt, queryCount, others, otherAt, otherCount, table, one, border, longest, out);
}

// The table of costs in global memory, through the caches.
extern "C" __global__ void __launch_bounds__(256) edit_global(
    const int* queries, const int* queryAt, int queryCount,
    const int* others, const int* otherAt, int otherCount,
    const int* costs, int costCount, int one, int* border, int longest, int* out) {
  align(queries, queryAt, queryCount, others, otherAt, otherCount, costs, one, border, longest, out);
}
