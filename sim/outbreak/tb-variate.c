/* tb-variate: see the header. */
#include "tb-variate.h"

#define HALF 32                 /* bits after the point of means and of what a Poisson draw computes with */
#define ONE  ((gint64) 1 << HALF)
#define FIXED(x) ((gint64) ((x) * (double) ONE + 0.5))  /* of constants only: computed by the compiler */

G_GNUC_EXTENSION typedef __int128 Wide;

/**
 * tb_variate_below:
 * @stream: a stream
 * @bound: at least 1
 *
 * Like [func@stream_below], without a division in nearly every draw (Lemire 2019).
 *
 * Returns: a number from 0 to @bound - 1, each equally likely
 */
guint64
tb_variate_below (TbStream *stream, guint64 bound)
{
  TbWide product = (TbWide) tb_stream_next (stream) * bound;

  if ((guint64) product < bound)
    {
      guint64 too_few = -bound % bound;

      while ((guint64) product < too_few)
        product = (TbWide) tb_stream_next (stream) * bound;
    }
  return (guint64) (product >> 64);
}

/**
 * tb_variate_chance:
 * @stream: a stream
 * @probability: in units of 2^-64; %G_MAXUINT64 stands for certainty, and then nothing is drawn
 *
 * Returns: %TRUE with that probability
 */
gboolean
tb_variate_chance (TbStream *stream, guint64 probability)
{
  return probability == G_MAXUINT64 || tb_stream_next (stream) < probability;
}

/* --- waiting times --- */

#define LN2_64 G_GUINT64_CONSTANT (0xb17217f7d1cf79ab)

/* Sums of (ln 2)^i / i! for i from 1 to k, in units of 2^-64. */
static const guint64 partial_sums[] = {
  LN2_64,
  G_GUINT64_CONSTANT (0xeef193f6d75a96fc), G_GUINT64_CONSTANT (0xfd27186259aaf6c2), G_GUINT64_CONSTANT (0xff9d6dd050f4c5a7),
  G_GUINT64_CONSTANT (0xfff4cfcfef1e626b), G_GUINT64_CONSTANT (0xfffee81886e1c62f), G_GUINT64_CONSTANT (0xffffe7fe850e0bb5),
  G_GUINT64_CONSTANT (0xfffffe2a8731b17d), G_GUINT64_CONSTANT (0xffffffdfac6eeadc), G_GUINT64_CONSTANT (0xfffffffdf9640067),
  G_GUINT64_CONSTANT (0xffffffffe22ec79c), G_GUINT64_CONSTANT (0xfffffffffe6a9ded), G_GUINT64_CONSTANT (0xffffffffffebff81),
  G_GUINT64_CONSTANT (0xffffffffffff1417), G_GUINT64_CONSTANT (0xfffffffffffff5ce), G_GUINT64_CONSTANT (0xffffffffffffff95),
  G_GUINT64_CONSTANT (0xfffffffffffffffb), G_MAXUINT64,
};

static guint64
smallest_of_some (TbStream *stream, guint64 u)
{
  guint64 smallest = tb_stream_next (stream);

  for (guint k = 1; k < G_N_ELEMENTS (partial_sums) && u >= partial_sums[k - 1]; k++)
    {
      guint64 next = tb_stream_next (stream);

      smallest = MIN (smallest, next);
    }
  return smallest;
}

static guint
count_leading_ones (guint64 x)
{
  return x == G_MAXUINT64 ? 64 : (guint) __builtin_clzll (~x);
}

/**
 * tb_variate_exponential:
 * @stream: a stream
 *
 * Draws by comparing alone, without a logarithm: Knuth, The Art of Computer Programming 3.4.1, algorithm S.
 *
 * Returns: an exponential waiting time of mean 1, in units of 2^-%TB_VARIATE_EXPONENTIAL_BITS
 */
guint64
tb_variate_exponential (TbStream *stream)
{
  guint64 u = tb_stream_next (stream), halvings = count_leading_ones (u), rest;

  u = halvings < 63 ? u << (halvings + 1) : 0;
  rest = u < LN2_64 ? u : (guint64) (((TbWide) smallest_of_some (stream, u) * LN2_64) >> 64);
  return halvings * (LN2_64 >> (64 - TB_VARIATE_EXPONENTIAL_BITS)) + (rest >> (64 - TB_VARIATE_EXPONENTIAL_BITS));
}

/* --- logarithms --- */

#define LN2_56       ((gint64) (LN2_64 >> 8))
#define LN_SQRT2_56  ((gint64) G_GINT64_CONSTANT (0x58b90bfbe8e7bc))
#define SQRT2_62     ((gint64) G_GINT64_CONSTANT (0x5a827999fcef3242))
#define LN_TERMS     25         /* 0.1716^25 is below 2^-60 */

/* 2 (t + t^3 / 3 + t^5 / 5 + ...), t in units of 2^-62. */
static gint64
twice_artanh (gint64 t)
{
  gint64 square = (gint64) (((Wide) t * t) >> 62), sum = 0;

  for (gint i = LN_TERMS; i >= 1; i -= 2)
    sum = (gint64) (((Wide) sum * square) >> 62) + ((gint64) 1 << 62) / i;
  return (gint64) (((Wide) sum * t) >> 61);
}

/**
 * tb_variate_ln:
 * @x: at least 1
 *
 * Returns: the natural logarithm of @x in units of 2^-%TB_VARIATE_LN_BITS, right to the last few of them
 */
gint64
tb_variate_ln (guint64 x)
{
  gint doublings;
  gint64 mantissa, t;

  g_return_val_if_fail (x > 0, 0);
  doublings = 63 - __builtin_clzll (x);
  mantissa = (gint64) ((x << (63 - doublings)) >> 1);   /* from 1 to 2 in units of 2^-62 */
  t = (gint64) ((Wide) (mantissa - SQRT2_62) * ((gint64) 1 << 62) / ((Wide) mantissa + SQRT2_62));
  return doublings * LN2_56 + LN_SQRT2_56 + (twice_artanh (t) >> (62 - TB_VARIATE_LN_BITS));
}

/* --- counts --- */

#define SMALL_MEAN    ((TbWide) 10 << HALF)
#define LARGEST_MEAN  ((TbWide) 1 << (28 + HALF))
#define HALF_LN_2PI_56 ((gint64) G_GINT64_CONSTANT (0xeb3f8e4325f5a5))

static guint64
count_waits (TbStream *stream, TbWide mean)
{
  TbWide left = mean << (TB_VARIATE_EXPONENTIAL_BITS - HALF);
  guint64 n = 0;

  for (guint64 wait = tb_variate_exponential (stream); wait <= left; wait = tb_variate_exponential (stream))
    {
      left -= wait;
      n++;
    }
  return n;
}

static guint64
square_root (guint64 x)
{
  guint64 root = 0;

  for (guint64 bit = (guint64) 1 << 31; bit != 0; bit >>= 1)
    if ((root | bit) * (root | bit) <= x)
      root |= bit;
  return root;
}

/* ln n! in units of 2^-56, by Stirling's series; n at least 10, or counted out below. */
static Wide
ln_factorial (gint64 n)
{
  static const gint64 divisors[] = { 12, -360, 1260, -1680, 1188 };
  Wide term = (Wide) 1 << TB_VARIATE_LN_BITS, sum = 0;
  gint64 product = 1;

  if (n < 10)
    {
      for (gint64 i = 2; i <= n; i++)
        product *= i;
      return tb_variate_ln ((guint64) product);
    }
  for (guint i = 0; i < G_N_ELEMENTS (divisors); i++)
    {
      term /= i == 0 ? n : (Wide) n * n;
      sum += term / divisors[i];
    }
  return (2 * n + 1) * (Wide) tb_variate_ln ((guint64) n) / 2 - ((Wide) n << TB_VARIATE_LN_BITS) + HALF_LN_2PI_56 + sum;
}

static gint64
times (gint64 a, gint64 b)
{
  return (gint64) (((Wide) a * b) >> HALF);
}

static gint64
over (gint64 a, gint64 b)
{
  return (gint64) (((Wide) a << HALF) / b);
}

/* The hat of the transformed rejection, all with 32 bits after the point. */
typedef struct
{
  gint64 mean;
  gint64 ln_mean;               /* 56 bits after the point */
  gint64 a;
  gint64 b;
  gint64 inverse_alpha;
  gint64 quick;
} Hat;

static Hat
make_hat (gint64 mean)
{
  gint64 root = (gint64) square_root ((guint64) mean) << (HALF / 2);
  gint64 b = FIXED (0.931) + times (FIXED (2.53), root), a = times (FIXED (0.02483), b) - FIXED (0.059);

  return (Hat) { mean, tb_variate_ln ((guint64) mean) - HALF * LN2_56, a, b, FIXED (1.1239) + over (FIXED (1.1328), b - FIXED (3.4)),
                 FIXED (0.9277) - over (FIXED (3.6224), b - 2 * ONE) };
}

/* Whether ln (v alpha / (a / us^2 + b)) is at most the logarithm of the probability of k. */
static gboolean
is_under_curve (const Hat *hat, gint64 v, gint64 us, gint64 k)
{
  gint64 width = over (over (hat->a, us), us) + hat->b;
  gint64 left = tb_variate_ln ((guint64) v) + tb_variate_ln ((guint64) hat->inverse_alpha) - tb_variate_ln ((guint64) width) - HALF * LN2_56;
  Wide right = (Wide) k * hat->ln_mean - ((Wide) hat->mean << (TB_VARIATE_LN_BITS - HALF)) - ln_factorial (k);

  return left <= right;
}

/* Hoermann 1993, "The transformed rejection method for generating Poisson random variables", algorithm PTRS. */
static guint64
reject_transformed (TbStream *stream, gint64 mean)
{
  const Hat hat = make_hat (mean);

  for (;;)
    {
      guint64 bits = tb_stream_next (stream);
      gint64 u = (gint64) (bits >> 32) - ONE / 2, v = (gint64) (bits & G_MAXUINT32) + 1, us = ONE / 2 - ABS (u), k;

      if (us < ONE >> 9)
        continue;               /* 32 standard deviations away: never under the curve */
      k = (times (over (2 * hat.a, us) + hat.b, u) + mean + FIXED (0.43)) >> HALF;
      if (us >= FIXED (0.07) && v <= hat.quick)
        return (guint64) k;
      if (k >= 0 && !(us < FIXED (0.013) && v > us) && is_under_curve (&hat, v, us, k))
        return (guint64) k;
    }
}

/**
 * tb_variate_poisson:
 * @stream: a stream
 * @mean: how many are expected, in units of 2^-%TB_VARIATE_MEAN_BITS
 *
 * Returns: how many there were. Large means are drawn in pieces of 2^28
 */
guint64
tb_variate_poisson (TbStream *stream, TbWide mean)
{
  guint64 n = 0;

  for (; mean > LARGEST_MEAN; mean -= LARGEST_MEAN)
    n += reject_transformed (stream, (gint64) LARGEST_MEAN);
  return n + (mean < SMALL_MEAN ? count_waits (stream, mean) : reject_transformed (stream, (gint64) mean));
}
