/* tb-ladder-look: see the header. Two rows of one table; hues are those of the Okabe-Ito palette, and red for a refusal. */
#include "tb-ladder-look.h"

#define RGB(hex, a) { ((hex) >> 16 & 0xff) / 255.0f, ((hex) >> 8 & 0xff) / 255.0f, ((hex) & 0xff) / 255.0f, a }

static const TbLadderLook looks[2] = {
  {
    .text = RGB (0x2e3436, 1.0f), .dim = RGB (0x2e3436, 0.62f), .line = RGB (0x2e3436, 0.75f), .accent = RGB (0x3584e4, 1.0f),
    .good = RGB (0x007a59, 1.0f), .shade = RGB (0x009e73, 0.09f), .bad = RGB (0xc01c28, 1.0f), .bad_shade = RGB (0xc01c28, 0.08f),
    .lit = RGB (0xe69f00, 0.34f), .box = RGB (0xffffff, 1.0f), .border = RGB (0x2e3436, 0.16f), .paper = RGB (0xffffff, 1.0f),
  },
  {
    .text = RGB (0xffffff, 0.95f), .dim = RGB (0xffffff, 0.62f), .line = RGB (0xffffff, 0.60f), .accent = RGB (0x78aeed, 1.0f),
    .good = RGB (0x33c79c, 1.0f), .shade = RGB (0x00a678, 0.13f), .bad = RGB (0xff7b63, 1.0f), .bad_shade = RGB (0xff7b63, 0.14f),
    .lit = RGB (0xe69f00, 0.40f), .box = RGB (0x3a3a3a, 1.0f), .border = RGB (0xffffff, 0.14f), .paper = RGB (0x242424, 1.0f),
  },
};

/**
 * tb_ladder_look_get:
 * @is_dark: for which background
 *
 * Returns: (transfer none): the colours
 */
const TbLadderLook *
tb_ladder_look_get (gboolean is_dark)
{
  return &looks[is_dark ? 1 : 0];
}
