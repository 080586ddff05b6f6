/* tb-anchor: see the header. */
#include "tb-anchor.h"

static gboolean
is_root_of (const TbAnchor *anchor, guint32 authority)
{
  return anchor->authority == authority && !anchor->is_leaf;
}

/**
 * tb_anchors_count:
 * @anchors: the roots so far
 * @authority: an authority
 *
 * Returns: how many roots it has had
 */
guint
tb_anchors_count (const TbAnchors *anchors, guint32 authority)
{
  guint n = 0;

  for (guint i = 0; i < anchors->n; i++)
    n += is_root_of (&anchors->anchors[i], authority);
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
  anchor->generation = (guint16) (tb_anchors_count (anchors, authority) + 1);
  anchor->retired = FALSE;
  anchor->is_leaf = FALSE;
  anchors->first |= (guint64) (is_first ? 1 : 0) << anchors->n++;
}

/**
 * tb_anchors_make_leaf:
 * @anchors: what can be trusted so far
 * @holder: whose certificate
 * @payload: the certificate
 *
 * Gives the next number to a certificate that is trusted for itself; nobody trusts it to begin with.
 */
void
tb_anchors_make_leaf (TbAnchors *anchors, guint32 holder, guint32 payload)
{
  if (anchors->n < TB_MAX_ANCHORS)
    anchors->anchors[anchors->n++] = (TbAnchor) { .authority = holder, .payload = payload, .is_leaf = TRUE };
}

/**
 * tb_anchors_find_leaf:
 * @anchors: what can be trusted so far
 * @holder: whose certificate
 * @payload: the certificate, or %G_MAXUINT32 for the latest of them
 *
 * Returns: its number, %TB_NO_ANCHOR when nobody has trusted it for itself yet
 */
guint
tb_anchors_find_leaf (const TbAnchors *anchors, guint32 holder, guint32 payload)
{
  for (guint i = (guint) anchors->n; i > 0; i--)
    {
      const TbAnchor *anchor = &anchors->anchors[i - 1];

      if (anchor->is_leaf && anchor->authority == holder && (payload == G_MAXUINT32 || anchor->payload == payload))
        return i - 1;
    }
  return TB_NO_ANCHOR;
}

/**
 * tb_anchors_get_leaves:
 * @anchors: what can be trusted so far
 *
 * Returns: bit i says that number i is a certificate that is trusted for itself
 */
guint64
tb_anchors_get_leaves (const TbAnchors *anchors)
{
  guint64 leaves = 0;

  for (guint i = 0; i < anchors->n; i++)
    leaves |= (guint64) (anchors->anchors[i].is_leaf ? 1 : 0) << i;
  return leaves;
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
    if (is_root_of (&anchors->anchors[i - 1], authority) && !anchors->anchors[i - 1].retired)
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
    if (is_root_of (&anchors->anchors[i], authority))
      all |= (guint64) 1 << i;
  return all;
}

/**
 * tb_anchors_retire:
 * @anchors: the roots so far
 * @number: of a root
 *
 * Its authority gives it up.
 *
 * Returns: %FALSE when there is no such root or it was given up before
 */
gboolean
tb_anchors_retire (TbAnchors *anchors, gint64 number)
{
  if (number < 0 || (guint64) number >= anchors->n || anchors->anchors[number].retired)
    return FALSE;
  anchors->anchors[number].retired = TRUE;
  return TRUE;
}

/**
 * tb_anchors_is_lost:
 * @anchors: the roots so far
 * @trusted: which of them somebody trusts
 * @authority: an authority
 *
 * Returns: whether it trusts roots of @authority, and none that is not given up
 */
gboolean
tb_anchors_is_lost (const TbAnchors *anchors, guint64 trusted, guint32 authority)
{
  guint64 left = tb_anchors_of (anchors, authority) & trusted;

  for (guint i = 0; i < anchors->n; i++)
    if ((left >> i & 1) != 0 && !anchors->anchors[i].retired)
      return FALSE;
  return left != 0;
}
