/* field-fixture: see the header. Complains with g_error, so that it serves fuzzing, too. */
#include "field-fixture.h"

#include <string.h>

static void G_GNUC_NORETURN
complain (const TbField *field, const char *what)
{
  g_error ("field %s at %" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT " bytes: %s", field->name, field->offset, field->length, what);
}

static void
check_itself (const TbField *field, const TbField *parent)
{
  if (field->name == NULL || field->value == NULL || field->note == NULL || field->clause == NULL)
    complain (field, "says nothing");
  if (!g_utf8_validate (field->value, -1, NULL))
    complain (field, "is no text");
  if (field->offset < parent->offset || field->length > parent->offset + parent->length - field->offset)
    complain (field, "reaches beyond the field it is in");
}

/* Children that share a byte say which bits are theirs; all of them together are the byte. Returns: where the next child begins. */
static gsize
check_bits (const TbField *parent, guint *i)
{
  const TbField *first = g_ptr_array_index (parent->children, *i);
  guint bits = 0;

  for (; *i < parent->children->len; (*i)++)
    {
      const TbField *child = g_ptr_array_index (parent->children, *i);

      if (child->bits == 0 || child->offset != first->offset)
        break;
      if (child->length != 1 || child->children != NULL || (bits & child->bits) != 0)
        complain (child, "overlaps others within its byte");
      bits |= child->bits;
    }
  if (bits != 0xff)
    complain (first, "leaves bits of its byte to nobody");
  return first->offset + 1;
}

static void
check (const TbField *field)
{
  gsize next = field->offset;

  if (field->children == NULL)
    return;
  for (guint i = 0; i < field->children->len;)
    {
      const TbField *child = g_ptr_array_index (field->children, i);

      check_itself (child, field);
      if (child->offset != next)
        complain (child, child->offset > next ? "leaves a gap before it" : "overlaps the one before it");
      check (child);
      next = child->bits != 0 ? check_bits (field, &i) : child->offset + child->length;
      i += child->bits == 0;
    }
  if (next != field->offset + field->length)
    complain (field, "has bytes after its last child");
}

/* Every one of @n_bytes bytes is in exactly one leaf. */
void
field_assert_covers (const TbField *root, gsize n_bytes)
{
  if (root->offset != 0 || root->length != n_bytes)
    complain (root, "is not all of it");
  check_itself (root, root);
  check (root);
}

static void
check_good (const TbField *field)
{
  if (strcmp (field->name, "malformed") == 0)
    complain (field, field->value);
  if (*field->note == '\0' && strcmp (field->name, "item") != 0)
    complain (field, "does not say why it is there");
  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    check_good (g_ptr_array_index (field->children, i));
}

/* Besides, all of it could be read, and each field says why it is there. */
void
field_assert_good (const TbField *root, gsize n_bytes)
{
  field_assert_covers (root, n_bytes);
  check_good (root);
}

/* Returns: the field at a path such as `extensions/server_name`; %NULL where there is none */
const TbField *
field_find (const TbField *field, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint n = 0; names[n] != NULL && field != NULL; n++)
    {
      const TbField *next = NULL;

      for (guint i = 0; next == NULL && field->children != NULL && i < field->children->len; i++)
        if (strcmp (((TbField *) g_ptr_array_index (field->children, i))->name, names[n]) == 0)
          next = g_ptr_array_index (field->children, i);
      field = next;
    }
  return field;
}
