/* tb-facts-private: how the files that collect facts build cards. Formats in rows are printf's; rows are in the order they are added. */
#pragma once

#include "tb-facts.h"

G_BEGIN_DECLS

TbFactCard *tb_facts_add_card      (TbFacts *facts, const char *title);
TbFact     *tb_fact_card_add       (TbFactCard *card, const char *label, TbProvenance provenance, const char *format, ...) G_GNUC_PRINTF (4, 5);
TbFact     *tb_fact_card_add_name  (TbFactCard *card, const char *label, TbFactSource *source, guint32 object);
void        tb_fact_card_add_count (TbFactCard *card, const char *label, guint64 count);
void        tb_fact_card_add_bytes (TbFactCard *card, const char *label, guint64 n_bytes);
TbFactButton *tb_facts_add_button  (GPtrArray *buttons, const char *label, const char *format, ...) G_GNUC_PRINTF (3, 4);

gint64      tb_fact_source_get_time (TbFactSource *source);
TbFleet    *tb_fact_source_get_fleet (TbFactSource *source);
TbCertificate *tb_fact_source_get_certificate (TbFactSource *source, guint32 payload);
TbTranscript  *tb_fact_source_get_transcript  (TbFactSource *source, guint32 payload);
TbLifeIndex   *tb_fact_source_get_lives       (TbFactSource *source);

void        tb_facts_about_fleet       (TbFacts *facts, TbFactSource *source);
void        tb_facts_about_object      (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_about_handshake   (TbFacts *facts, TbFactSource *source, guint32 session);
void        tb_facts_add_certificate   (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_care          (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_doubts        (TbFactCard *card, const TbObjectState *state);
void        tb_facts_add_leaf          (TbFactCard *card, TbFactSource *source, guint32 holder);
void        tb_facts_add_policy        (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_desk          (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
gint64      tb_facts_get_due_us        (TbFactSource *source, guint32 object);
void        tb_facts_add_session       (TbFacts *facts, TbFactSource *source, guint32 session, gboolean with_flights);
void        tb_facts_add_conversation  (TbFacts *facts, TbFactSource *source, guint32 client, gint64 from_us, gint64 to_us, guint32 transcript);
void        tb_facts_add_firmware      (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_add_updates       (TbFacts *facts, TbFactSource *source, guint32 authority);
void        tb_facts_add_signatures    (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_about_signature   (TbFacts *facts, TbFactSource *source, guint number);
void        tb_facts_add_strangers     (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_add_rogue         (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_checks        (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_about_broker      (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_add_outbreak      (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_siege         (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_about_attacker    (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object);
void        tb_facts_add_alerts        (TbFacts *facts, TbFactSource *source, guint32 object);
void        tb_facts_add_overheard     (TbFacts *facts, TbFactSource *source);

G_END_DECLS
