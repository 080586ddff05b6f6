/* tb-stream: see the header. */
#include "tb-stream.h"

#include <string.h>

/**
 * tb_stream_init:
 * @stream: (out caller-allocates): the stream to set up
 * @seed: the seed of the run
 * @name: what the stream is for; equal names give equal streams
 *
 * Points @stream at the beginning of the stream called @name.
 */
void
tb_stream_init (TbStream *stream, guint64 seed, const char *name)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 key = GUINT64_TO_LE (seed);
  guint8 digest[32];
  gsize n = sizeof digest;

  g_checksum_update (sum, (const guchar *) &key, sizeof key);
  g_checksum_update (sum, (const guchar *) name, strlen (name));
  g_checksum_get_digest (sum, digest, &n);
  memcpy (stream->state, digest, sizeof digest);
  for (guint i = 0; i < 4; i++)
    stream->state[i] = GUINT64_FROM_LE (stream->state[i]);
}

/**
 * tb_stream_initf:
 * @stream: (out caller-allocates): the stream to set up
 * @seed: the seed of the run
 * @format: printf format of the name
 * @...: its arguments
 *
 * Like [func@stream_init] with a formatted name.
 */
void
tb_stream_initf (TbStream *stream, guint64 seed, const char *format, ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  tb_stream_init (stream, seed, name);
}

static guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

/**
 * tb_stream_next:
 * @stream: a stream
 *
 * Returns: the next 64 bits (xoshiro256**, Blackman and Vigna 2018)
 */
guint64
tb_stream_next (TbStream *stream)
{
  guint64 *s = stream->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

/**
 * tb_stream_below:
 * @stream: a stream
 * @bound: at least 1
 *
 * Returns: a number from 0 to @bound - 1, each equally likely
 */
guint64
tb_stream_below (TbStream *stream, guint64 bound)
{
  guint64 limit, x;

  g_return_val_if_fail (bound > 0, 0);
  limit = G_MAXUINT64 - G_MAXUINT64 % bound;
  do
    x = tb_stream_next (stream);
  while (x >= limit);
  return x % bound;
}

/**
 * tb_stream_fill:
 * @stream: a stream
 * @out: (out caller-allocates) (array length=n_bytes): where to write
 * @n_bytes: how many bytes
 *
 * Fills @out; the bytes are the same on little- and big-endian machines.
 */
void
tb_stream_fill (TbStream *stream, void *out, gsize n_bytes)
{
  guint8 *to = out;

  while (n_bytes > 0)
    {
      guint64 word = GUINT64_TO_LE (tb_stream_next (stream));
      gsize n = MIN (n_bytes, sizeof word);

      memcpy (to, &word, n);
      to += n;
      n_bytes -= n;
    }
}
