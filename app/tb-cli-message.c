/* tb-cli-message: see the header. */
#include "tb-cli-message.h"

#include <string.h>

#include "tb-load.h"

/**
 * tb_cli_read_message:
 * @text: (nullable): the message itself, or
 * @path: (nullable): a file of at most %TB_SIGN_MAX_MESSAGE_BYTES that holds it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the message
 */
GBytes *
tb_cli_read_message (const char *text, const char *path, GError **error)
{
  return path != NULL ? tb_load_bytes (path, TB_SIGN_MAX_MESSAGE_BYTES, error) : g_bytes_new (text, strlen (text));
}

/**
 * tb_cli_read_flips:
 * @flips: (nullable) (array zero-terminated=1): as on the command line, such as `message:3`
 * @flippable: (array zero-terminated=1): what can be touched
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbSignFlip): the bits to turn over
 */
GArray *
tb_cli_read_flips (char **flips, const char *const *flippable, GError **error)
{
  g_autofree char *text = flips != NULL ? g_strjoinv (",", flips) : g_strdup ("");

  return tb_sign_flips_parse (text, flippable, error);
}
