/* field-fixture: what must hold for every tree of fields, whatever the bytes: leaves that lie side by side from the first byte to the last. */
#pragma once

#include "tb-dissect.h"

void           field_assert_covers (const TbField *root, gsize n_bytes);
void           field_assert_good   (const TbField *root, gsize n_bytes);
const TbField *field_find          (const TbField *field, const char *path);
