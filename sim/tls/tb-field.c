/* tb-field: trees of named fields.
 *
 * A tree lives in an arena of its own: a few blocks that its root owns. Fields, their lists of children and their values are cut from it one behind the
 * other, and all of it goes at once; a handshake has hundreds of fields, and this is most of what makes taking it apart cheap. */
#include "tb-dissect-private.h"

#include <string.h>

#define FIRST_BLOCK_BYTES 1024
#define MAX_BLOCK_BYTES   32768
#define FIRST_CHILDREN    4
#define ALIGNMENT         sizeof (gpointer)

typedef struct _Block Block;
struct _Block
{
  Block *next;
  gsize n_used;
  gsize n_bytes;
};

struct _TbFieldArena
{
  Block *newest;
  gsize next_bytes;             /* how large the next block will be */
};

static Block *
new_block (gsize n_bytes, Block *next)
{
  Block *block = g_malloc (sizeof *block + n_bytes);

  *block = (Block) { next, 0, n_bytes };
  return block;
}

static gpointer
arena_take (TbFieldArena *arena, gsize n_bytes)
{
  gsize n_needed = (n_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  gpointer taken;

  if (n_needed > arena->newest->n_bytes - arena->newest->n_used)
    {
      arena->newest = new_block (MAX (n_needed, arena->next_bytes), arena->newest);
      arena->next_bytes = MIN (2 * arena->next_bytes, MAX_BLOCK_BYTES);
    }
  taken = (guint8 *) (arena->newest + 1) + arena->newest->n_used;
  arena->newest->n_used += n_needed;
  return taken;
}

static TbFieldArena *
new_arena (void)
{
  Block *first = new_block (FIRST_BLOCK_BYTES, NULL);
  TbFieldArena start = { first, 2 * FIRST_BLOCK_BYTES };
  TbFieldArena *arena = arena_take (&start, sizeof *arena);

  *arena = start;
  return arena;
}

/* --- values --- */

/**
 * tb_field_set_text:
 * @field: a field
 * @text: (array length=n_bytes): what it says; copied
 * @n_bytes: how long
 *
 * Replaces the value of @field.
 */
void
tb_field_set_text (TbField *field, const char *text, gsize n_bytes)
{
  char *copy = n_bytes > 0 ? arena_take (field->arena, n_bytes + 1) : NULL;

  field->value = copy != NULL ? copy : "";
  if (copy == NULL)
    return;
  memcpy (copy, text, n_bytes);
  copy[n_bytes] = '\0';
}

/**
 * tb_field_set_value:
 * @field: a field
 * @value: (transfer full) (nullable): what it says
 *
 * Replaces the value of @field.
 */
void
tb_field_set_value (TbField *field, char *value)
{
  tb_field_set_text (field, value, value != NULL ? strlen (value) : 0);
  g_free (value);
}

/**
 * tb_field_set_same:
 * @field: a field
 * @other: another of the same tree
 *
 * Makes @field say what @other says.
 */
void
tb_field_set_same (TbField *field, const TbField *other)
{
  field->value = other->value;
}

/**
 * tb_field_set_count:
 * @field: a field
 * @n: how many
 *
 * Makes @field say a number.
 */
void
tb_field_set_count (TbField *field, guint64 n)
{
  char digits[TB_FIELD_NUMBER_BYTES];

  tb_field_set_text (field, digits, tb_field_write_number (digits, n));
}

/* --- fields --- */

static TbField *
new_field (TbFieldArena *arena, const char *name, gsize offset, gsize length, const char *note, const char *clause)
{
  TbField *field = arena_take (arena, sizeof *field);

  *field = (TbField) {
    .name = name, .value = "", .note = note != NULL ? note : "", .clause = clause != NULL ? clause : "", .offset = offset, .length = length, .arena = arena,
  };
  return field;
}

/**
 * tb_field_new:
 * @name: standard name; static
 * @offset: where it begins
 * @length: its bytes
 * @note: (nullable): why it is there; static
 * @clause: (nullable): where that is written; static
 *
 * Returns: (transfer full): the root of a tree, without children
 */
TbField *
tb_field_new (const char *name, gsize offset, gsize length, const char *note, const char *clause)
{
  return new_field (new_arena (), name, offset, length, note, clause);
}

/**
 * tb_field_free:
 * @root: (transfer full) (nullable): the root of a tree
 *
 * Frees it with everything in it.
 */
void
tb_field_free (TbField *root)
{
  Block *block = root != NULL ? root->arena->newest : NULL;

  while (block != NULL)
    {
      Block *next = block->next;

      g_free (block);
      block = next;
    }
}

static TbFieldList *
new_list (TbFieldArena *arena, guint n_space, const TbFieldList *before)
{
  TbFieldList *list = arena_take (arena, sizeof *list + n_space * sizeof (gpointer));

  list->pdata = (gpointer *) (list + 1);
  list->len = before != NULL ? before->len : 0;
  list->n_space = n_space;
  if (before != NULL)
    memcpy (list->pdata, before->pdata, before->len * sizeof (gpointer));
  return list;
}

/**
 * tb_field_add:
 * @parent: the field it is in
 * @name: standard name; static
 * @offset: where it begins
 * @length: its bytes
 * @value: (transfer full) (nullable): what it says
 * @note: (nullable): why it is there; static
 * @clause: (nullable): where that is written; static
 *
 * Returns: (transfer none): the new last child of @parent
 */
TbField *
tb_field_add (TbField *parent, const char *name, gsize offset, gsize length, char *value, const char *note, const char *clause)
{
  TbField *child = new_field (parent->arena, name, offset, length, note, clause);

  if (value != NULL)
    tb_field_set_value (child, value);
  if (parent->children == NULL)
    parent->children = new_list (parent->arena, FIRST_CHILDREN, NULL);
  else if (parent->children->len == parent->children->n_space)
    parent->children = new_list (parent->arena, 2 * parent->children->n_space, parent->children);
  parent->children->pdata[parent->children->len++] = child;
  return child;
}

/**
 * tb_field_add_hex:
 * @parent: the field it is in
 * @name: standard name; static
 * @bytes: all that is read, from which offsets count
 * @offset: where it begins
 * @n_prefix: bytes of it that are a length and not shown
 * @length: its bytes, those included
 * @note: (nullable): why it is there; static
 * @clause: (nullable): where that is written; static
 *
 * Returns: (transfer none): the new last child of @parent, which shows its bytes
 */
TbField *
tb_field_add_hex (TbField *parent, const char *name, const guint8 *bytes, gsize offset, gsize n_prefix, gsize length, const char *note, const char *clause)
{
  TbField *child = tb_field_add (parent, name, offset, length, NULL, note, clause);
  char digits[TB_FIELD_HEX_BYTES];

  if (length > n_prefix)
    tb_field_set_text (child, digits, tb_field_write_hex (digits, bytes + offset + n_prefix, length - n_prefix));
  return child;
}

/**
 * tb_field_find_child:
 * @field: a field
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the first field of that name directly in @field
 */
TbField *
tb_field_find_child (const TbField *field, const char *name)
{
  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    if (strcmp (((TbField *) g_ptr_array_index (field->children, i))->name, name) == 0)
      return g_ptr_array_index (field->children, i);
  return NULL;
}

/**
 * tb_field_is_malformed:
 * @field: a field
 *
 * Returns: whether anything in it could not be read
 */
gboolean
tb_field_is_malformed (const TbField *field)
{
  gboolean malformed = strcmp (field->name, "malformed") == 0;

  for (guint i = 0; !malformed && field->children != NULL && i < field->children->len; i++)
    malformed = tb_field_is_malformed (g_ptr_array_index (field->children, i));
  return malformed;
}

