/* tb-ladder-look: the colours of the ladder and of the bytes beside it, on light and on dark. Those of states come from tb-look. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/**
 * TbLadderLook:
 * @text: what is to be read; @dim: what may be overlooked
 * @line: life lines and arrows
 * @accent: what is selected
 * @good: words about protection; @shade: behind what is protected
 * @bad: a refusal; @bad_shade: behind it
 * @lit: behind the bytes of the selected field
 * @box: a message; @border: round it
 * @paper: behind everything
 */
typedef struct
{
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA line;
  GdkRGBA accent;
  GdkRGBA good;
  GdkRGBA shade;
  GdkRGBA bad;
  GdkRGBA bad_shade;
  GdkRGBA lit;
  GdkRGBA box;
  GdkRGBA border;
  GdkRGBA paper;
} TbLadderLook;

const TbLadderLook *tb_ladder_look_get (gboolean is_dark);

G_END_DECLS
