/* tb-field-diff: what two messages of the same kind say differently, field by field.
 *
 * Some fields are new in every handshake whatever is agreed: randoms, key shares, signatures, tickets, and the lengths that follow from them. These are not
 * held against a message; a person who compares wants to see what was chosen, not what was drawn by lot. */
#pragma once

#include "tb-field-item.h"

G_BEGIN_DECLS

gboolean tb_field_diff_mark     (TbFieldItem *one, TbFieldItem *other);
gboolean tb_field_diff_is_fresh (const char *name);

G_END_DECLS
