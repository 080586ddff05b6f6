/* tb-anchor: which roots there have been in a run, and which of them somebody trusts.
 *
 * Part of the state, so plain memory. Roots are numbered in the order they were made. Those that were there before the run are what makers and owners have put
 * into everything; of each object only the difference to that is kept, one bit a root. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Later ones have no number, and everybody trusts them. */
#define TB_MAX_ANCHORS 64
#define TB_NO_ANCHOR   G_MAXUINT

/**
 * TbAnchor:
 * @authority: whose root it is
 * @payload: its certificate, DER
 * @generation: 1 for the first root of that authority
 * @retired: whether nobody shows anything under it any more
 * @is_leaf: it is nobody's root but the certificate of @authority itself, which somebody trusts for itself; such ones are not counted among roots
 */
typedef struct
{
  guint32 authority;
  guint32 payload;
  guint16 generation;
  guint8 retired;
  guint8 is_leaf;
} TbAnchor;

/**
 * TbAnchors:
 * @anchors: by number
 * @first: bit i says that everybody has number i to begin with
 * @n: how many there are
 */
typedef struct
{
  TbAnchor anchors[TB_MAX_ANCHORS];
  guint64 first;
  guint64 n;
} TbAnchors;

void     tb_anchors_make        (TbAnchors *anchors, guint32 authority, guint32 payload, gboolean is_first);
void     tb_anchors_make_leaf   (TbAnchors *anchors, guint32 holder, guint32 payload);
guint    tb_anchors_find_leaf   (const TbAnchors *anchors, guint32 holder, guint32 payload);
guint64  tb_anchors_get_leaves  (const TbAnchors *anchors);
gboolean tb_anchors_set         (const TbAnchors *anchors, guint64 *changed, gint64 number, gboolean trusted);
guint64  tb_anchors_get_trusted (const TbAnchors *anchors, guint64 changed);
guint    tb_anchors_find        (const TbAnchors *anchors, guint32 authority);
guint64  tb_anchors_of          (const TbAnchors *anchors, guint32 authority);
guint    tb_anchors_count       (const TbAnchors *anchors, guint32 authority);
gboolean tb_anchors_retire      (TbAnchors *anchors, gint64 number);
gboolean tb_anchors_is_lost     (const TbAnchors *anchors, guint64 trusted, guint32 authority);

G_END_DECLS
