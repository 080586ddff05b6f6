/* tb-playhead-compare: a second handshake beside the selected one, and the line of text for it. */
#include "tb-playhead-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * tb_playhead_get_compared:
 * @self: a playhead
 *
 * Returns: number of the handshake that the shown one is compared with, 0 for none
 */
guint32
tb_playhead_get_compared (TbPlayhead *self)
{
  return self->compared;
}

/**
 * tb_playhead_compare:
 * @self: a playhead
 * @first: (nullable): the handshake to select; %NULL to compare no more
 * @second: number of the one beside it
 *
 * Tells it as a change of the selection.
 */
void
tb_playhead_compare (TbPlayhead *self, const TbSelection *first, guint32 second)
{
  g_autofree char *line = NULL;

  g_return_if_fail (TB_IS_PLAYHEAD (self));
  self->compared = first ? second : 0;
  if (first != NULL)
    tb_playhead_select (self, first);
  line = first ? g_strdup_printf ("compare handshake %u with %u", first->session, second) : g_strdup ("compare off");
  tb_playhead_say (self, line);
  g_signal_emit_by_name (self, "selection-changed");
}

static gboolean
read_session (const char *text, guint64 *session)
{
  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, session, NULL);
}

/* The first comes as a selection, so that it is checked whether there is such a handshake; the second is checked in the same way. */
static gboolean
compare (TbPlayhead *self, char **words, GError **error)
{
  TbSelection first, second;
  guint64 numbers[2];

  if (!read_session (words[1], &numbers[0]) || !read_session (words[3], &numbers[1]))
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_SYNTAX, _("Write for example “compare handshake 12 with 15” or “compare off”."));
      return FALSE;
    }
  if (numbers[0] == numbers[1])
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT, _("A handshake is the same as itself; name two different ones."));
      return FALSE;
    }
  if (!tb_playhead_find_handshake (self, (guint32) numbers[0], &first, error) || !tb_playhead_find_handshake (self, (guint32) numbers[1], &second, error))
    return FALSE;
  tb_playhead_compare (self, &first, second.session);
  return TRUE;
}

/* "handshake 12 with 15" or "off". */
gboolean
tb_playhead_compare_verb (TbPlayhead *self, const char *argument, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (argument, " ", 6);

  if (strcmp (argument, "off") == 0)
    {
      tb_playhead_compare (self, NULL, 0);
      return TRUE;
    }
  if (g_strv_length (words) == 4 && strcmp (words[0], "handshake") == 0 && strcmp (words[2], "with") == 0)
    return compare (self, words, error);
  g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_SYNTAX, _("Write for example “compare handshake 12 with 15” or “compare off”."));
  return FALSE;
}
