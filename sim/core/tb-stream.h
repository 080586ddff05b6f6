/* tb-stream: named random streams.
 *
 * Every use of chance in a run draws from a stream of its own, found by the seed and a name such as "key/lock-03/1".
 * So no draw depends on how many draws somebody else made before, nor on which thread made them.
 * The generator is xoshiro256** keyed by SHA-256 (seed, name): fast and repeatable, guessable by design. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbStream:
 *
 * The state of one stream. A plain value: copying it forks the stream, nothing needs freeing.
 */
typedef struct
{
  guint64 state[4];
} TbStream;

void    tb_stream_init   (TbStream *stream, guint64 seed, const char *name);
void    tb_stream_initf  (TbStream *stream, guint64 seed, const char *format, ...) G_GNUC_PRINTF (3, 4);
guint64 tb_stream_next   (TbStream *stream);
guint64 tb_stream_below  (TbStream *stream, guint64 bound);
void    tb_stream_fill   (TbStream *stream, void *out, gsize n_bytes);

G_END_DECLS
