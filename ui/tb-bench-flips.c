/* tb-bench-flips: see the header. Every change keeps what was before, so that taking back is putting the last of those in its place. */
#include "tb-bench-flips.h"

#include <string.h>

struct _TbBenchFlips
{
  GArray *now;          /* owned: TbSignFlip, in the order in which they were made */
  GPtrArray *before;    /* owned: GArray of TbSignFlip, the newest last */
};

/* --- what is touched --- */

/**
 * tb_bench_flips_new:
 *
 * Returns: (transfer full): nothing touched
 */
TbBenchFlips *
tb_bench_flips_new (void)
{
  TbBenchFlips *flips = g_new (TbBenchFlips, 1);

  flips->now = g_array_new (FALSE, FALSE, sizeof (TbSignFlip));
  flips->before = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return flips;
}

/**
 * tb_bench_flips_free:
 * @flips: (transfer full): flips
 *
 * Frees them.
 */
void
tb_bench_flips_free (TbBenchFlips *flips)
{
  g_array_unref (flips->now);
  g_ptr_array_unref (flips->before);
  g_free (flips);
}

static void
keep (TbBenchFlips *flips)
{
  g_ptr_array_add (flips->before, g_array_copy (flips->now));
}

static gboolean
find (TbBenchFlips *flips, const char *step, gsize bit, guint *index)
{
  for (*index = 0; *index < flips->now->len; (*index)++)
    {
      const TbSignFlip *flip = &g_array_index (flips->now, TbSignFlip, *index);

      if (flip->bit == bit && strcmp (flip->step, step) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * tb_bench_flips_toggle:
 * @flips: flips
 * @step: what is touched, a code of the engine's; outlives @flips
 * @bit: which bit
 *
 * Turns a bit over; the second time it is mended.
 */
void
tb_bench_flips_toggle (TbBenchFlips *flips, const char *step, gsize bit)
{
  const TbSignFlip flip = { step, bit };
  guint index;

  keep (flips);
  if (find (flips, step, bit, &index))
    g_array_remove_index (flips->now, index);
  else
    g_array_append_val (flips->now, flip);
}

void
tb_bench_flips_add (TbBenchFlips *flips, const TbSignFlip *flip)
{
  g_array_append_val (flips->now, *flip);
}

/**
 * tb_bench_flips_undo:
 * @flips: flips
 *
 * Takes the last change back, mending too.
 *
 * Returns: %FALSE when there is none
 */
gboolean
tb_bench_flips_undo (TbBenchFlips *flips)
{
  if (flips->before->len == 0)
    return FALSE;
  g_array_unref (flips->now);
  flips->now = g_ptr_array_steal_index (flips->before, flips->before->len - 1);
  return TRUE;
}

/**
 * tb_bench_flips_mend:
 * @flips: flips
 *
 * Nothing is touched any more; that can be taken back.
 */
void
tb_bench_flips_mend (TbBenchFlips *flips)
{
  if (flips->now->len == 0)
    return;
  keep (flips);
  g_array_set_size (flips->now, 0);
}

/**
 * tb_bench_flips_forget:
 * @flips: flips
 *
 * Nothing is touched and nothing was: for something else on the bench.
 */
void
tb_bench_flips_forget (TbBenchFlips *flips)
{
  g_array_set_size (flips->now, 0);
  g_ptr_array_set_size (flips->before, 0);
}

gboolean
tb_bench_flips_has (TbBenchFlips *flips, const char *step, gsize bit)
{
  guint index;

  return find (flips, step, bit, &index);
}

gboolean
tb_bench_flips_can_undo (TbBenchFlips *flips)
{
  return flips->before->len > 0;
}

guint
tb_bench_flips_get_n (TbBenchFlips *flips)
{
  return flips->now->len;
}

GArray *
tb_bench_flips_get (TbBenchFlips *flips)
{
  return flips->now;
}

/**
 * tb_bench_flips_format:
 * @flips: (element-type TbSignFlip): what is touched
 *
 * Returns: (transfer full): as [func@sign_flips_parse] reads them, "" for none
 */
char *
tb_bench_flips_format (GArray *flips)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < flips->len; i++)
    {
      const TbSignFlip *flip = &g_array_index (flips, TbSignFlip, i);

      g_string_append_printf (text, "%s%s:%" G_GSIZE_FORMAT, i > 0 ? "," : "", flip->step, flip->bit);
    }
  return g_string_free (text, FALSE);
}

char *
tb_bench_flips_dup_text (TbBenchFlips *flips)
{
  return tb_bench_flips_format (flips->now);
}

/* --- what values stand for --- */

typedef struct
{
  const char *step;
  const char *value;
  const char *target;
} Touchable;

/* A message is altered on its way: what the sender says is changed in the entry. */
static const Touchable touchables[] = {
  { "send", "M'", "message" },
  { "send", "S'", "signature" },
  { "digest", "H(M)", "digest" },
  { "digest", "H(M) altered", "digest" },
  { "encode", "EM", "block" },
  { "encode", "EM altered", "block" },
  { "key", "n", "key" },
  { "key", "Q", "key" },
  { "key", "A", "key" },
  { "send", "c'", "sealed" },
  { "send", "E", "ephemeral" },
  { "send", "nonce", "nonce" },
  { "send", "ciphertext", "ciphertext" },
  { "send", "tag", "tag" },
};

/* What was altered stands beside what it was; only the first can be touched further. */
static gboolean
has_altered_twin (const TbSignStep *step, const TbSignValue *value)
{
  g_autofree char *name = g_strconcat (value->name, " altered", NULL);

  return tb_sign_step_find_value (step, name) != NULL;
}

/**
 * tb_bench_value_get_target:
 * @step: a step
 * @value: one of its values
 *
 * Returns: (nullable): the engine's code for touching that value, %NULL where that cannot be done, or only in its parts
 */
const char *
tb_bench_value_get_target (const TbSignStep *step, const TbSignValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (touchables); i++)
    if (strcmp (touchables[i].step, step->code) == 0 && strcmp (touchables[i].value, value->name) == 0)
      return has_altered_twin (step, value) ? NULL : touchables[i].target;
  return NULL;
}

static gboolean
is_part_of (const TbSignValue *part, const TbSignValue *whole)
{
  return part->within != NULL && strcmp (part->within, whole->name) == 0;
}

/**
 * tb_bench_value_pick:
 * @step: a step
 * @value: one of its values
 * @bit: a bit of it, counted from the first byte's highest
 * @flip: (out): what is touched then
 *
 * Returns: %FALSE when that bit cannot be touched
 */
gboolean
tb_bench_value_pick (const TbSignStep *step, const TbSignValue *value, gsize bit, TbSignFlip *flip)
{
  const char *target = tb_bench_value_get_target (step, value);

  if (bit >= g_bytes_get_size (value->bytes) * 8)
    return FALSE;
  *flip = (TbSignFlip) { target, bit };
  for (guint i = 0; target == NULL && i < step->values->len; i++)
    {
      const TbSignValue *part = g_ptr_array_index (step->values, i);
      gsize first = part->offset * 8;

      if (!is_part_of (part, value) || bit < first || bit >= first + g_bytes_get_size (part->bytes) * 8)
        continue;
      target = tb_bench_value_get_target (step, part);
      *flip = (TbSignFlip) { target, bit - first };
    }
  return target != NULL;
}

/**
 * tb_bench_value_is_touchable:
 * @step: a step
 * @value: one of its values
 *
 * Returns: whether some bit of it can be touched
 */
gboolean
tb_bench_value_is_touchable (const TbSignStep *step, const TbSignValue *value)
{
  TbSignFlip flip;

  return value->within == NULL && tb_bench_value_pick (step, value, 0, &flip);
}

static void
add_lit (GArray *lit, const char *target, gsize first, gsize n_bits, TbBenchFlips *flips)
{
  for (guint i = 0; target != NULL && i < flips->now->len; i++)
    {
      const TbSignFlip *flip = &g_array_index (flips->now, TbSignFlip, i);
      gsize bit = first + flip->bit;

      if (strcmp (flip->step, target) == 0 && flip->bit < n_bits)
        g_array_append_val (lit, bit);
    }
}

/**
 * tb_bench_value_get_lit:
 * @step: a step
 * @value: one of its values
 * @flips: what is touched
 *
 * Returns: (transfer full) (element-type gsize): which bits of the value are turned over
 */
GArray *
tb_bench_value_get_lit (const TbSignStep *step, const TbSignValue *value, TbBenchFlips *flips)
{
  GArray *lit = g_array_new (FALSE, FALSE, sizeof (gsize));

  add_lit (lit, tb_bench_value_get_target (step, value), 0, g_bytes_get_size (value->bytes) * 8, flips);
  for (guint i = 0; i < step->values->len; i++)
    {
      const TbSignValue *part = g_ptr_array_index (step->values, i);

      if (is_part_of (part, value))
        add_lit (lit, tb_bench_value_get_target (step, part), part->offset * 8, g_bytes_get_size (part->bytes) * 8, flips);
    }
  return lit;
}
