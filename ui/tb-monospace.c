/* tb-monospace: see the header. */
#include "tb-monospace.h"

#define SAMPLE       "0000000000"
#define SAMPLE_CHARS 10

/**
 * tb_monospace_layout_new:
 * @widget: whose font counts
 * @scale: size of the characters, 1.0 for those of the widget
 * @char_width: (out): pixels from one column to the next, 1 at least
 * @row_height: (out): pixels that a line is high
 *
 * Returns: (transfer full): a layout for text in columns; to be made again when the font changes
 */
PangoLayout *
tb_monospace_layout_new (GtkWidget *widget, double scale, int *char_width, int *row_height)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, SAMPLE);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));

  pango_font_description_set_family_static (font, "monospace");
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * scale);
  else
    pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) * scale));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, char_width, row_height);
  *char_width = MAX (*char_width / SAMPLE_CHARS, 1);
  return layout;
}
