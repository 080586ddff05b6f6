/* tb-type: letters for paper: the same fonts and sizes for whatever a report is drawn on, whatever the desktop is set to. One is used by one thread. */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef enum
{
  TB_TYPE_TITLE, TB_TYPE_SECTION, TB_TYPE_ITEM, TB_TYPE_LEAD, TB_TYPE_BODY, TB_TYPE_STRONG, TB_TYPE_SMALL, TB_TYPE_HEAD, TB_TYPE_CODE, TB_TYPE_FIGURE,
  TB_N_TYPES
} TbTypeStyle;

#define TB_TYPE_INK  0x1d1d1fu
#define TB_TYPE_DIM  0x55555cu
#define TB_TYPE_LINK 0x005a8fu
#define TB_TYPE_RULE 0xc9c9cfu
#define TB_TYPE_TINT 0xf2f2f5u

typedef struct _TbType TbType;

TbType      *tb_type_new        (const char *language);
void         tb_type_free       (TbType *type);
PangoLayout *tb_type_lay_out    (TbType *type, TbTypeStyle style, const char *text, double width);
double       tb_type_get_width  (PangoLayout *layout);
double       tb_type_get_height (PangoLayout *layout);
void         tb_type_draw       (TbType *type, cairo_t *cr, TbTypeStyle style, guint32 rgb, const char *text, double x, double y, double align);
void         tb_type_draw_within (TbType *type, cairo_t *cr, TbTypeStyle style, guint32 rgb, const char *text, double x, double y, double width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbType, tb_type_free)

G_END_DECLS
