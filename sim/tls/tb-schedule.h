/* tb-schedule: the key schedule of one handshake, step by step, with the real values: what each secret is derived from and which bytes it protects.
 *
 * Computed anew from the shared secret and the messages of the transcript with EVP's HKDF and TLS1-PRF, and so a proof that the transcript is what it
 * says: the secrets OpenSSL logged come out again (RFC 9846 section 7.1; RFC 5246 sections 6.3 and 8.1 for TLS 1.2, RFC 7627 for its extended master secret). */
#pragma once

#include "tb-crypto.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

#define TB_SCHEDULE_MAX_INPUTS 3

/**
 * TbScheduleStep:
 * @code: stable, such as `handshake-secret` or `client-handshake-key`; static
 * @name: as the RFC calls it, such as `Handshake Secret`; static
 * @function: what makes it: `HKDF-Extract`, `HKDF-Expand-Label`, `Derive-Secret`, `ECDH`, `PRF`, `RSA decryption`, ...; static
 * @label: what goes into the function besides, such as `c hs traffic`, "" for nothing; static
 * @inputs: numbers of the steps it is derived from, -1 for none
 * @context: (nullable): the transcript hash or the random numbers that went in
 * @context_messages: up to which message of the transcript that hash goes, -1 where it is none
 * @value: (nullable): the secret; %NULL where the transcript does not tell it (a live run against another program: only what is logged is known)
 * @owner: whose it is: a #TbSide, or -1 for both
 * @protects: a #TbProtection whose records of @owner it protects, or -1
 * @generation: of what it protects: only the records after so many KeyUpdate messages of @owner
 * @is_logged: whether OpenSSL logged the same value (a check that can fail: [func@schedule_new] reports a difference as an error)
 * @in_message: number of the message that carries the same value, such as a Finished (likewise a check that can fail), or -1
 * @note: one English sentence, marked for translation; static
 * @clause: where it is written; static
 */
typedef struct
{
  const char *code;
  const char *name;
  const char *function;
  const char *label;
  int inputs[TB_SCHEDULE_MAX_INPUTS];
  GBytes *context;
  int context_messages;
  GBytes *value;
  int owner;
  int protects;
  guint generation;
  gboolean is_logged;
  int in_message;
  const char *note;
  const char *clause;
} TbScheduleStep;

typedef struct _TbSchedule TbSchedule;

TbSchedule           *tb_schedule_new         (TbCrypto *crypto, TbTranscript *transcript, GError **error);
TbSchedule           *tb_schedule_new_resumed (TbCrypto *crypto, TbTranscript *transcript, GBytes *psk, GError **error);
void                  tb_schedule_free        (TbSchedule *schedule);
guint                 tb_schedule_get_n       (const TbSchedule *schedule);
const TbScheduleStep *tb_schedule_get         (const TbSchedule *schedule, guint step);
int                   tb_schedule_find        (const TbSchedule *schedule, const char *code);           /* -1 where there is none */
GBytes               *tb_schedule_find_psk    (const TbSchedule *earlier, TbTranscript *earlier_transcript, TbTranscript *resumed);
gboolean              tb_schedule_protects    (const TbSchedule *schedule, guint step, TbTranscript *transcript, guint message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSchedule, tb_schedule_free)

G_END_DECLS
