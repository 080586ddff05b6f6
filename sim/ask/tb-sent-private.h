/* tb-sent-private: what gateways see devices send, reports and floods, without handshakes. Modelled: a bot that was told to flood sends as much as the attacker asks for in
 * the scenario and its link carries. */
#pragma once

#include "tb-moment-private.h"

G_BEGIN_DECLS

gint64 tb_sent_find_order (const TbMoment *moment);   /* bits per second that each bot is to flood with now, 0 for none */
gint64 tb_sent_find_bps   (const TbGroup *group, const TbObjectState *state, gint64 order_bps);
gint64 tb_sent_sum_bps    (const TbMoment *moment, const TbGroup *group);

G_END_DECLS
