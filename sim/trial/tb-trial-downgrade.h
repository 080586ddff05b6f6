/* tb-trial-downgrade: an attacker on the path who has no certificate and needs none: he shortens the ClientHello, or cuts the first try off, so that the two
 * speak less than both could. Private to sim/trial. */
#pragma once

#include "tb-trial-parties.h"
#include "tb-trial-tables.h"

G_BEGIN_DECLS

TbTrialTouch  tb_trial_touch_of              (const TbTrialTerms *terms);
gboolean      tb_trial_has_impostor          (const TbTrialTerms *terms);
gboolean      tb_trial_needs_transport       (const TbTrialTerms *terms);
const char   *tb_trial_find_downgrade_clash  (const TbTrialTerms *terms);
void          tb_trial_widen_policy          (const TbTrialTerms *terms, TbSide side, TbEndpointPolicy *policy);
gboolean      tb_trial_make_first_try        (TbTrialParties *parties, TbStream *stream, GError **error);
GBytes       *tb_trial_change_hello          (const TbTrialParties *parties, TbTranscript *meant);
gboolean      tb_trial_check_downgrade       (const TbTrialParties *parties, TbTranscript *transcript, TbSide judge, TbChecks *checks);
gboolean      tb_trial_check_heard           (const TbTrialParties *parties, TbTranscript *transcript, TbTranscript *meant, TbSide judge, TbChecks *checks);

G_END_DECLS
