/* tb-field-diff: what two messages of the same kind say differently, field by field.
 *
 * Some fields are new in every handshake whatever is agreed: randoms, key shares, signatures, tickets, and the lengths that follow from them. These are not
 * held against a message; a person who compares wants to see what was chosen, not what was drawn by lot. */
#pragma once

#include <glib.h>

#include "tb-dissect.h"

G_BEGIN_DECLS

/**
 * TbFieldDifference:
 * @TB_FIELD_SAME: it says the same in the other message, or is compared with none
 * @TB_FIELD_FRESH: it says something else in every handshake, so that this means nothing
 * @TB_FIELD_WITHIN: something within it is not the same
 * @TB_FIELD_CHANGED: it says something else
 * @TB_FIELD_ONLY_HERE: the other message has no such field
 *
 * How a field stands to its counterpart in a message it is compared with.
 */
typedef enum { TB_FIELD_SAME, TB_FIELD_FRESH, TB_FIELD_WITHIN, TB_FIELD_CHANGED, TB_FIELD_ONLY_HERE } TbFieldDifference;

/**
 * TbFieldMark:
 * @difference: how a field stands to its counterpart
 * @other: (nullable): the counterpart
 */
typedef struct
{
  TbFieldDifference difference;
  const TbField *other;
} TbFieldMark;

GHashTable *tb_field_diff_new      (const TbField *one, const TbField *other);
gboolean    tb_field_diff_differs  (GHashTable *marks, const TbField *one);
gboolean    tb_field_diff_is_fresh (const char *name);

G_END_DECLS
