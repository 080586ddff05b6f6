/* widget-fixture: a widget among those under another, for tests that touch what a person would. */
#pragma once

#include <gtk/gtk.h>

/* The nth widget of a kind, in the order in which they are laid out, or NULL. */
static inline GtkWidget *
find (GtkWidget *under, GType type, guint *nth)
{
  if (g_type_is_a (G_OBJECT_TYPE (under), type) && (*nth)-- == 0)
    return under;
  for (GtkWidget *child = gtk_widget_get_first_child (under); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, nth);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline GtkWidget *
nth_of (GtkWidget *under, GType type, guint nth)
{
  GtkWidget *found = find (under, type, &nth);

  g_assert_nonnull (found);
  return found;
}
