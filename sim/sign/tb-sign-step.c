/* tb-sign-step: see the header. How steps are built is for this folder alone. */
#include <string.h>

#include "tb-sign-private.h"

static void
value_free (gpointer data)
{
  TbSignValue *value = data;

  g_bytes_unref (value->bytes);
  g_free (value);
}

void
tb_sign_step_free (TbSignStep *step)
{
  g_ptr_array_unref (step->values);
  g_free (step);
}

/* The step cannot notice anything until somebody judges it. */
TbSignStep *
tb_sign_add_step (GPtrArray *steps, TbSignSide side, const char *code, const char *title, const char *note, const char *clause)
{
  TbSignStep *step = g_new0 (TbSignStep, 1);

  *step = (TbSignStep) { .code = code, .title = title, .side = side, .ok = -1, .note = note, .clause = clause };
  step->values = g_ptr_array_new_with_free_func (value_free);
  g_ptr_array_add (steps, step);
  return step;
}

static void
put_value (TbSignStep *step, const char *name, GBytes *bytes, const char *within, gsize offset, const char *note)
{
  TbSignValue *value = g_new (TbSignValue, 1);

  *value = (TbSignValue) { name, bytes, within, offset, note };
  g_ptr_array_add (step->values, value);
}

void
tb_sign_add_value (TbSignStep *step, const char *name, GBytes *bytes, const char *note)
{
  put_value (step, name, g_bytes_ref (bytes), NULL, 0, note);
}

/* Takes @bytes over; what OpenSSL could not compute is left out. */
void
tb_sign_take_value (TbSignStep *step, const char *name, GBytes *bytes, const char *note)
{
  if (bytes != NULL)
    put_value (step, name, bytes, NULL, 0, note);
}

void
tb_sign_add_number (TbSignStep *step, const char *name, const BIGNUM *number, gsize n_bytes, const char *note)
{
  tb_sign_take_value (step, name, tb_sign_number_to_bytes (number, n_bytes), note);
}

/* A part of a value that the step has already; one that would lie outside it is left out. */
void
tb_sign_add_part (TbSignStep *step, const char *within, const char *name, gsize offset, gsize n_bytes, const char *note)
{
  const TbSignValue *whole = tb_sign_step_find_value (step, within);

  if (whole != NULL && offset <= g_bytes_get_size (whole->bytes) && n_bytes <= g_bytes_get_size (whole->bytes) - offset)
    put_value (step, name, g_bytes_new_from_bytes (whole->bytes, offset, n_bytes), within, offset, note);
}

/* @found: what is wrong if it is */
void
tb_sign_judge (TbSignWork *work, TbSignStep *step, gboolean ok, const char *found)
{
  step->ok = ok ? 1 : 0;
  step->found = ok ? NULL : found;
  work->refused |= !ok;
}

/* --- what is touched --- */

static gboolean
flip_one (GBytes **bytes, const TbSignFlip *flip, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (*bytes, &n_bytes);
  g_autofree guint8 *copy = NULL;

  if (flip->bit / 8 >= n_bytes)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "there is no bit %" G_GSIZE_FORMAT " in the %s, which has %" G_GSIZE_FORMAT, flip->bit, flip->step, n_bytes * 8);
      return FALSE;
    }
  copy = g_memdup2 (data, n_bytes);
  copy[flip->bit / 8] ^= (guint8) (0x80 >> (flip->bit % 8));
  g_bytes_unref (*bytes);
  *bytes = g_bytes_new_take (g_steal_pointer (&copy), n_bytes);
  return TRUE;
}

/* Applies the flips that are for @what. */
gboolean
tb_sign_flip_bytes (const TbSignFlip *flips, guint n_flips, const char *what, GBytes **bytes, gboolean *touched, GError **error)
{
  *touched = FALSE;
  for (guint i = 0; i < n_flips; i++)
    {
      if (strcmp (flips[i].step, what) != 0)
        continue;
      if (!flip_one (bytes, &flips[i], error))
        return FALSE;
      *touched = TRUE;
    }
  return TRUE;
}

gboolean
tb_sign_is_flipped (const TbSignTerms *terms, const char *what)
{
  for (guint i = 0; i < terms->n_flips; i++)
    if (strcmp (terms->flips[i].step, what) == 0)
      return TRUE;
  return FALSE;
}

/* --- for those who show them --- */

/**
 * tb_sign_steps_find:
 * @steps: (element-type TbSignStep): steps of a bench
 * @code: which one
 *
 * Returns: (transfer none) (nullable): the first step with that code
 */
const TbSignStep *
tb_sign_steps_find (const GPtrArray *steps, const char *code)
{
  for (guint i = 0; i < steps->len; i++)
    if (strcmp (((const TbSignStep *) g_ptr_array_index (steps, i))->code, code) == 0)
      return g_ptr_array_index (steps, i);
  return NULL;
}

/**
 * tb_sign_step_find_value:
 * @step: a step
 * @name: which value
 *
 * Returns: (transfer none) (nullable): the first value of that name
 */
const TbSignValue *
tb_sign_step_find_value (const TbSignStep *step, const char *name)
{
  for (guint i = 0; i < step->values->len; i++)
    if (strcmp (((const TbSignValue *) g_ptr_array_index (step->values, i))->name, name) == 0)
      return g_ptr_array_index (step->values, i);
  return NULL;
}

/**
 * tb_sign_steps_noticed:
 * @steps: (element-type TbSignStep): steps of a bench
 *
 * Returns: number of the first step that noticed that something is wrong, -1 when none did
 */
int
tb_sign_steps_noticed (const GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    if (((const TbSignStep *) g_ptr_array_index (steps, i))->ok == 0)
      return (int) i;
  return -1;
}

/**
 * tb_sign_side_to_code:
 * @side: a side
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_sign_side_to_code (TbSignSide side)
{
  static const char *const codes[] = { "sender", "channel", "receiver", "attacker" };

  return codes[side];
}
