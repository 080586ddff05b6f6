/* tb-mark: see the header. Severities have the shapes and colours that the window gives them. */
#include "tb-mark.h"

static const TbMarkShape marks[TB_N_MARKS] = {
  [TB_MARK_NONE] = { "none", 0x000000, "" },
  [TB_MARK_MET] = { "met", 0x008060, "M1.6 8.6 L3.7 6.5 L6.5 9.3 L12.4 3 L14.5 5.1 L6.5 13.6 Z" },
  [TB_MARK_OPEN] = { "open", 0xb8320f, "M3.5 1.6 L8 6.1 L12.5 1.6 L14.4 3.5 L9.9 8 L14.4 12.5 L12.5 14.4 L8 9.9 L3.5 14.4 L1.6 12.5 L6.1 8 L1.6 3.5 Z" },
  [TB_MARK_WAIVED] = { "waived", 0x5b3f8c, "M2.5 1 L13.5 1 L9.2 8 L13.5 15 L2.5 15 L6.8 8 Z M5.8 3 L8 6.6 L10.2 3 Z" },
  [TB_MARK_UNASKED] = { "unasked", 0x6e6e73, "M2.5 7 L13.5 7 L13.5 9 L2.5 9 Z" },
  [TB_MARK_NOTICE] = { "notice", 0x0072b2, "M8 1 C11.87 1 15 4.13 15 8 C15 11.87 11.87 15 8 15 C4.13 15 1 11.87 1 8 C1 4.13 4.13 1 8 1 Z M7 4 L7 6 L9 6 L9 4 Z M7 7 L7 12 L9 12 L9 7 Z" },
  [TB_MARK_WARNING] = { "warning", 0xb87400, "M8 1.2 L15.5 14.5 L0.5 14.5 Z M7.1 6 L7.1 10.2 L8.9 10.2 L8.9 6 Z M7.1 11.2 L7.1 13 L8.9 13 L8.9 11.2 Z" },
  [TB_MARK_CRITICAL] = { "critical", 0xb8320f, "M5 1 L11 1 L15 5 L15 11 L11 15 L5 15 L1 11 L1 5 Z M7 4 L7 9 L9 9 L9 4 Z M7 10.5 L7 12.5 L9 12.5 L9 10.5 Z" },
};

/**
 * tb_mark_get:
 * @mark: which
 *
 * Returns: (transfer none): how it looks
 */
const TbMarkShape *
tb_mark_get (TbMark mark)
{
  return &marks[mark];
}

/**
 * tb_mark_set_rgb:
 * @cr: where
 * @rgb: a colour, 0xRRGGBB
 *
 * Draws in it from here on.
 */
void
tb_mark_set_rgb (cairo_t *cr, guint32 rgb)
{
  cairo_set_source_rgb (cr, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0);
}

/* Numbers behind a letter: as many as it takes. */
static const char *
read_numbers (const char *at, double *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    numbers[i] = g_ascii_strtod (at, (char **) &at);
  return at;
}

static const char *
trace_step (cairo_t *cr, const char *at)
{
  char letter = *at++;
  double n[6];

  at = read_numbers (at, n, letter == 'C' ? 6 : letter == 'Z' ? 0 : 2);
  if (letter == 'M')
    cairo_move_to (cr, n[0], n[1]);
  else if (letter == 'L')
    cairo_line_to (cr, n[0], n[1]);
  else if (letter == 'C')
    cairo_curve_to (cr, n[0], n[1], n[2], n[3], n[4], n[5]);
  else
    cairo_close_path (cr);
  return at;
}

/**
 * tb_mark_draw:
 * @mark: which
 * @cr: where
 * @x: left
 * @y: top
 * @size: how wide and high
 *
 * Draws it in its colour.
 */
void
tb_mark_draw (TbMark mark, cairo_t *cr, double x, double y, double size)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / TB_MARK_GRID, size / TB_MARK_GRID);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_new_path (cr);
  for (const char *at = marks[mark].path; *at != '\0';)
    at = *at == ' ' ? at + 1 : trace_step (cr, at);
  tb_mark_set_rgb (cr, marks[mark].rgb);
  cairo_fill (cr);
  cairo_restore (cr);
}
