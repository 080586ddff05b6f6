/* tb-sign-flip: what is touched, as people write it: `message:3,signature:12`. */
#include <string.h>

#include "tb-sign-private.h"

static gboolean
read_one (const char *text, const char *const *steps, TbSignFlip *flip)
{
  const char *colon = strchr (text, ':');
  guint64 bit;

  for (guint i = 0; colon != NULL && steps[i] != NULL; i++)
    if (strlen (steps[i]) == (gsize) (colon - text) && g_str_has_prefix (text, steps[i])
        && g_ascii_string_to_unsigned (colon + 1, 10, 0, (guint64) TB_SIGN_MAX_MESSAGE_BYTES * 8, &bit, NULL))
      {
        *flip = (TbSignFlip) { steps[i], (gsize) bit };
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_sign_flips_parse:
 * @text: a step and the number of a bit, as in `message:3`, or several with commas between; "" for none
 * @steps: (array zero-terminated=1): what can be touched, see [func@sign_get_flippable]; outlives what is returned
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbSignFlip): the flips; %NULL with %TB_CRYPTO_ERROR_REFUSED
 */
GArray *
tb_sign_flips_parse (const char *text, const char *const *steps, GError **error)
{
  g_autoptr (GArray) flips = g_array_new (FALSE, FALSE, sizeof (TbSignFlip));
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      TbSignFlip flip;

      if (!read_one (words[i], steps, &flip))
        {
          g_autofree char *list = g_strjoinv (", ", (char **) steps);

          tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%.40s\" is not the number of a bit, as in message:3; there are %s", words[i], list);
          return NULL;
        }
      g_array_append_val (flips, flip);
    }
  return g_steal_pointer (&flips);
}
