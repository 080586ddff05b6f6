/* tb-anchor: see the header. */
#include "tb-anchor.h"

static guint16
count_generations (const TbAnchors *anchors, guint32 authority)
{
  guint16 n = 0;

  for (guint i = 0; i < anchors->n; i++)
    n += anchors->anchors[i].authority == authority;
  return n;
}

/**
 * tb_anchors_make:
 * @anchors: the roots so far
 * @authority: who has one more
 * @payload: its certificate
 * @is_first: whether everybody has it to begin with
 *
 * Gives it the next number, as long as there are any.
 */
void
tb_anchors_make (TbAnchors *anchors, guint32 authority, guint32 payload, gboolean is_first)
{
  TbAnchor *anchor = &anchors->anchors[anchors->n % TB_MAX_ANCHORS];

  if (anchors->n >= TB_MAX_ANCHORS)
    return;
  anchor->authority = authority;
  anchor->payload = payload;
  anchor->generation = count_generations (anchors, authority) + 1;
  anchor->retired = FALSE;
  anchors->first |= (guint64) (is_first ? 1 : 0) << anchors->n++;
}

/**
 * tb_anchors_get_trusted:
 * @anchors: the roots so far
 * @changed: in which somebody differs from what everybody has
 *
 * Returns: bit i says that number i is trusted
 */
guint64
tb_anchors_get_trusted (const TbAnchors *anchors, guint64 changed)
{
  return anchors->first ^ changed;
}

/**
 * tb_anchors_set:
 * @anchors: the roots so far
 * @changed: (inout): in which somebody differs from what everybody has
 * @number: of a root
 * @trusted: whether it is trusted from now on
 *
 * Returns: %FALSE when there is no such root or it is so already
 */
gboolean
tb_anchors_set (const TbAnchors *anchors, guint64 *changed, gint64 number, gboolean trusted)
{
  guint64 bit;

  if (number < 0 || (guint64) number >= anchors->n)
    return FALSE;
  bit = (guint64) 1 << number;
  if (((tb_anchors_get_trusted (anchors, *changed) & bit) != 0) == (trusted != FALSE))
    return FALSE;
  *changed ^= bit;
  return TRUE;
}

/**
 * tb_anchors_find:
 * @anchors: the roots so far
 * @authority: an authority
 *
 * Returns: number of its newest root that is not retired, %TB_NO_ANCHOR for none
 */
guint
tb_anchors_find (const TbAnchors *anchors, guint32 authority)
{
  for (guint i = (guint) anchors->n; i > 0; i--)
    if (anchors->anchors[i - 1].authority == authority && !anchors->anchors[i - 1].retired)
      return i - 1;
  return TB_NO_ANCHOR;
}

/**
 * tb_anchors_of:
 * @anchors: the roots so far
 * @authority: an authority
 *
 * Returns: bit i says that number i is one of its roots
 */
guint64
tb_anchors_of (const TbAnchors *anchors, guint32 authority)
{
  guint64 all = 0;

  for (guint i = 0; i < anchors->n; i++)
    if (anchors->anchors[i].authority == authority)
      all |= (guint64) 1 << i;
  return all;
}
