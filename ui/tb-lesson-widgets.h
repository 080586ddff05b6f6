/* tb-lesson-widgets: the small parts that the pages of a lesson are made of: labels with links that select, marks, captions. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *tb_lesson_label_new     (const char *css_class);                                              /* wraps; its links select */
void       tb_lesson_label_set     (GtkWidget *label, const char *text, const char *const *names);       /* hidden where there is no text */
GtkWidget *tb_lesson_paragraph_new (const char *text);
GtkWidget *tb_lesson_caption_new   (const char *text);
void       tb_lesson_set_class     (GtkWidget *widget, const char *name, gboolean on);

G_END_DECLS
