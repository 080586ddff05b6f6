/* tb-field-item: see the header. */
#include "tb-field-item.h"

#include <glib/gi18n-lib.h>

/* What was taken apart, shared by all items of a tree. */
typedef struct
{
  TbField *root;          /* owned */
  TbField *other;         /* owned, its counterpart, or NULL */
  GHashTable *marks;      /* owned, what differs, or NULL */
} Dissection;

struct _TbFieldItem
{
  GObject parent_instance;

  char *name;             /* owned, as the three that follow, unless there is a dissection, which owns them then */
  char *value;
  char *note;             /* untranslated */
  char *clause;
  gsize offset;
  gsize length;
  TbFieldItem *parent;    /* borrowed: it owns this one */
  GListStore *children;   /* owned, NULL for a leaf, and for what nobody has looked into */
  Dissection *dissection; /* shared, or NULL */
  const TbField *field;   /* what this is, in the dissection */
};

enum { PROP_NAME = 1, PROP_VALUE, PROP_MARK, PROP_DIFFERENCE_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

/* By TbFieldDifference. */
static const struct
{
  const char *mark;
  const char *css_class;
} signs[] = { { "", "same" }, { "", "fresh" }, { "·", "differs" }, { "≠", "differs" }, { "+", "differs" } };

G_DEFINE_FINAL_TYPE (TbFieldItem, tb_field_item, G_TYPE_OBJECT)

static void
dissection_clear (gpointer data)
{
  Dissection *dissection = data;

  g_clear_pointer (&dissection->marks, g_hash_table_unref);
  g_clear_pointer (&dissection->other, tb_field_free);
  g_clear_pointer (&dissection->root, tb_field_free);
}

static const TbFieldMark *
mark_of (TbFieldItem *self)
{
  return self->dissection != NULL && self->dissection->marks != NULL ? g_hash_table_lookup (self->dissection->marks, self->field) : NULL;
}

static void
tb_field_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TbFieldItem *self = TB_FIELD_ITEM (object);
  TbFieldDifference difference = tb_field_item_get_difference (self);
  const char *classes[] = { "field-mark", signs[difference].css_class, NULL };

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_MARK:
      g_value_set_string (value, signs[difference].mark);
      break;
    case PROP_DIFFERENCE_CLASSES:
      g_value_set_boxed (value, classes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
free_texts (TbFieldItem *self)
{
  g_free (self->clause);
  g_free (self->note);
  g_free (self->value);
  g_free (self->name);
}

static void
tb_field_item_finalize (GObject *object)
{
  TbFieldItem *self = TB_FIELD_ITEM (object);
  guint n = self->children ? g_list_model_get_n_items (G_LIST_MODEL (self->children)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TbFieldItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      child->parent = NULL;
    }
  g_clear_object (&self->children);
  if (self->dissection != NULL)
    g_rc_box_release_full (self->dissection, dissection_clear);
  else
    free_texts (self);
  G_OBJECT_CLASS (tb_field_item_parent_class)->finalize (object);
}

static void
tb_field_item_class_init (TbFieldItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tb_field_item_get_property;
  object_class->finalize = tb_field_item_finalize;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MARK] = g_param_spec_string ("mark", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DIFFERENCE_CLASSES] = g_param_spec_boxed ("difference-classes", NULL, NULL, G_TYPE_STRV, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tb_field_item_init (TbFieldItem *self)
{
}

/**
 * tb_field_item_new:
 * @name: what the field is called
 * @value: what it says
 * @offset: where it begins in the bytes that are shown
 * @length: how many bytes
 *
 * Returns: (transfer full): a field without note and children
 */
TbFieldItem *
tb_field_item_new (const char *name, const char *value, gsize offset, gsize length)
{
  TbFieldItem *self = g_object_new (TB_TYPE_FIELD_ITEM, NULL);

  self->name = g_strdup (name ? name : "");
  self->value = g_strdup (value ? value : "");
  self->note = g_strdup ("");
  self->clause = g_strdup ("");
  self->offset = offset;
  self->length = length;
  return self;
}

/* @dissection: (transfer full) */
static TbFieldItem *
new_item (Dissection *dissection, const TbField *field)
{
  TbFieldItem *self = g_object_new (TB_TYPE_FIELD_ITEM, NULL);

  self->dissection = dissection;
  self->field = field;
  self->name = (char *) field->name;
  self->value = (char *) field->value;
  self->note = (char *) field->note;
  self->clause = (char *) field->clause;
  self->offset = field->offset;
  self->length = field->length;
  return self;
}

/**
 * tb_field_item_new_for_field:
 * @field: (transfer full): a dissected field, the root of its tree
 * @other: (transfer full) (nullable): its counterpart in a message it is compared with
 *
 * Returns: (transfer full): the same with everything in it
 */
TbFieldItem *
tb_field_item_new_for_field (TbField *field, TbField *other)
{
  Dissection *dissection = g_rc_box_new0 (Dissection);

  dissection->root = field;
  dissection->other = other;
  dissection->marks = other != NULL ? tb_field_diff_new (field, other) : NULL;
  return new_item (dissection, field);
}

/**
 * tb_field_item_set_note:
 * @self: a field that was made by hand
 * @note: (nullable): why it is there, untranslated
 * @clause: (nullable): where that is written
 */
void
tb_field_item_set_note (TbFieldItem *self, const char *note, const char *clause)
{
  g_return_if_fail (self->dissection == NULL);
  g_free (self->note);
  g_free (self->clause);
  self->note = g_strdup (note ? note : "");
  self->clause = g_strdup (clause ? clause : "");
}

/**
 * tb_field_item_take_child:
 * @self: a field that was made by hand
 * @child: (transfer full): one that is within it
 */
void
tb_field_item_take_child (TbFieldItem *self, TbFieldItem *child)
{
  g_return_if_fail (self->dissection == NULL);
  if (self->children == NULL)
    self->children = g_list_store_new (TB_TYPE_FIELD_ITEM);
  child->parent = self;
  g_list_store_append (self->children, child);
  g_object_unref (child);
}

/* Makes items of what is just below. */
static void
look_into (TbFieldItem *self)
{
  guint n = self->field != NULL && self->field->children != NULL ? self->field->children->len : 0;
  g_autoptr (GPtrArray) items = NULL;

  if (n == 0 || self->children != NULL)
    return;
  items = g_ptr_array_new_full (n, g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      TbFieldItem *child = new_item (g_rc_box_acquire (self->dissection), g_ptr_array_index (self->field->children, i));

      child->parent = self;
      g_ptr_array_add (items, child);
    }
  self->children = g_list_store_new (TB_TYPE_FIELD_ITEM);
  g_list_store_splice (self->children, 0, 0, items->pdata, n);
}

/**
 * tb_field_item_get_difference:
 * @self: a field
 *
 * Returns: how it stands to its counterpart
 */
TbFieldDifference
tb_field_item_get_difference (TbFieldItem *self)
{
  const TbFieldMark *mark = mark_of (self);

  return mark != NULL ? mark->difference : TB_FIELD_SAME;
}

/**
 * tb_field_item_get_other:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): what its counterpart says
 */
const char *
tb_field_item_get_other (TbFieldItem *self)
{
  const TbFieldMark *mark = mark_of (self);

  return mark != NULL && mark->other != NULL ? mark->other->value : NULL;
}

/**
 * tb_field_item_get_name:
 * @self: a field
 *
 * Returns: (transfer none): its standard name
 */
const char *
tb_field_item_get_name (TbFieldItem *self)
{
  return self->name;
}

/**
 * tb_field_item_get_value:
 * @self: a field
 *
 * Returns: (transfer none): what it says
 */
const char *
tb_field_item_get_value (TbFieldItem *self)
{
  return self->value;
}

/**
 * tb_field_item_get_note:
 * @self: a field
 *
 * Returns: (transfer none): why it is there, translated, or ""
 */
const char *
tb_field_item_get_note (TbFieldItem *self)
{
  return *self->note != '\0' ? _(self->note) : "";
}

/**
 * tb_field_item_get_clause:
 * @self: a field
 *
 * Returns: (transfer none): where that is written, or ""
 */
const char *
tb_field_item_get_clause (TbFieldItem *self)
{
  return self->clause;
}

/**
 * tb_field_item_get_offset:
 * @self: a field
 *
 * Returns: where it begins
 */
gsize
tb_field_item_get_offset (TbFieldItem *self)
{
  return self->offset;
}

/**
 * tb_field_item_get_length:
 * @self: a field
 *
 * Returns: how many bytes it has
 */
gsize
tb_field_item_get_length (TbFieldItem *self)
{
  return self->length;
}

/**
 * tb_field_item_get_parent:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): the field it is within
 */
TbFieldItem *
tb_field_item_get_parent (TbFieldItem *self)
{
  return self->parent;
}

/**
 * tb_field_item_get_children:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): the fields within it
 */
GListModel *
tb_field_item_get_children (TbFieldItem *self)
{
  look_into (self);
  return self->children ? G_LIST_MODEL (self->children) : NULL;
}

static guint
count_children (TbFieldItem *self)
{
  GListModel *children = tb_field_item_get_children (self);

  return children != NULL ? g_list_model_get_n_items (children) : 0;
}

/* Its parent keeps it alive. */
static TbFieldItem *
child_at (TbFieldItem *self, guint position)
{
  g_autoptr (TbFieldItem) child = g_list_model_get_item (tb_field_item_get_children (self), position);

  return child;
}

static gboolean
holds (TbFieldItem *self, gsize offset)
{
  return offset >= self->offset && offset - self->offset < self->length;
}

/**
 * tb_field_item_find_deepest:
 * @self: a field
 * @offset: a byte
 *
 * Returns: (transfer none) (nullable): the innermost field that holds the byte, %NULL when @self does not
 */
TbFieldItem *
tb_field_item_find_deepest (TbFieldItem *self, gsize offset)
{
  if (!holds (self, offset))
    return NULL;
  for (guint i = 0; i < count_children (self); i++)
    {
      TbFieldItem *child = child_at (self, i);

      if (holds (child, offset))
        return tb_field_item_find_deepest (child, offset);
    }
  return self;
}

/* Whether it is in @field, and the way to it. Fields are many; only those on the way become items. */
static gboolean
find_way (const TbField *field, const char *name, guint *skip, GArray *way)
{
  guint n = field->children != NULL ? field->children->len : 0;

  if (g_strcmp0 (field->name, name) == 0 && (*skip)-- == 0)
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_array_append_val (way, i);
      if (find_way (g_ptr_array_index (field->children, i), name, skip, way))
        return TRUE;
      g_array_set_size (way, way->len - 1);
    }
  return FALSE;
}

static TbFieldItem *
go (TbFieldItem *self, const GArray *way)
{
  for (guint i = 0; i < way->len; i++)
    self = child_at (self, g_array_index (way, guint, i));
  return self;
}

static TbFieldItem *
find_name (TbFieldItem *self, const char *name, guint *skip)
{
  TbFieldItem *found = NULL;

  if (g_strcmp0 (self->name, name) == 0 && (*skip)-- == 0)
    return self;
  for (guint i = 0; i < count_children (self) && found == NULL; i++)
    found = find_name (child_at (self, i), name, skip);
  return found;
}

/**
 * tb_field_item_find_name:
 * @self: a field
 * @name: name of a field
 * @skip: how many of that name to pass over
 *
 * Returns: (transfer none) (nullable): the next of that name, depth first, @self included
 */
TbFieldItem *
tb_field_item_find_name (TbFieldItem *self, const char *name, guint skip)
{
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint));

  if (self->field == NULL)
    return find_name (self, name, &skip);
  return find_way (self->field, name, &skip, way) ? go (self, way) : NULL;
}

static void
append_text (TbFieldItem *self, guint depth, GString *out)
{
  g_string_append_printf (out, "%*s%s%s%s\n", (int) depth * 2, "", self->name, *self->value != '\0' ? ": " : "", self->value);
  for (guint i = 0; i < count_children (self); i++)
    append_text (child_at (self, i), depth + 1, out);
}

/**
 * tb_field_item_to_text:
 * @self: a field
 *
 * Returns: (transfer full): it and everything in it, a line each, indented by depth
 */
char *
tb_field_item_to_text (TbFieldItem *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_text (self, 0, out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
