/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_records.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/idump/idump_item.h"

enum field_kind {
	FIELD_U32,
	FIELD_U64,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_CHARS,  /* char[size], NUL-terminated */
	FIELD_TEXT,   /* const char *, owned by the pool */
	FIELD_BYTES,  /* struct bytes, owned by the pool */
	FIELD_BORROW, /* struct bytes, borrowed from the frame */
};

struct field_rule {
	enum idump_key key;
	enum field_kind kind;
	size_t offset;
	size_t size; /* of FIELD_CHARS */
};

/* What a map is read into before it joins the document. */
struct memory_record {
	uint64_t start, kind;
	struct bytes bytes;
};

struct text_record {
	uint32_t kind;
	uint64_t offset;
	struct bytes bytes;
};

struct identity_record {
	bool verified, readable_by_owner, complete;
};

struct soft_error_record {
	uint32_t code;
	int error;
	uint64_t count;
	char subject[64];
};

struct process_record {
	struct capture_process process;
	uint32_t uid, gid;
	struct bytes psinfo;
};

union record {
	struct process_record process;
	struct crash_exception exception;
	struct capture_thread thread;
	struct capture_module module;
	struct capture_fd fd;
	struct capture_namespace namespace;
	struct memory_record memory;
	struct text_record text;
	struct capture_clocks clocks;
	struct capture_system system;
	struct soft_error_record soft_error;
	struct identity_record identity;
};

/* Where the record is in the file. */
struct place {
	struct bytes frame;
	size_t number;
};

struct idump_record_rule {
	enum idump_key key;
	const struct field_rule *fields;
	size_t n_fields;
	int (*add)(struct idump_document *document, const union record *record,
		   const struct place *place);
};

static int add_process(struct idump_document *document, const union record *record,
		       const struct place *place)
{
	(void)place;
	document->has_process = true;
	document->capture->process = record->process.process;
	document->capture->process.has_ids = record->process.uid != UINT32_MAX;
	document->capture->process.uid = record->process.uid;
	document->capture->process.gid = record->process.gid;
	document->capture->psinfo = record->process.psinfo;
	return 0;
}

static int add_fatal(struct idump_document *document, const union record *record,
		     const struct place *place)
{
	(void)place;
	document->capture->fatal = record->exception;
	document->capture->fatal.present = true;
	return 0;
}

static int add_original(struct idump_document *document, const union record *record,
			const struct place *place)
{
	(void)place;
	document->capture->original = record->exception;
	document->capture->original.present = true;
	return 0;
}

static int add_thread(struct idump_document *document, const union record *record,
		      const struct place *place)
{
	(void)place;
	return crash_capture_add_thread(document->capture, &record->thread);
}

static int add_module(struct idump_document *document, const union record *record,
		      const struct place *place)
{
	(void)place;
	return crash_capture_add_module(document->capture, &record->module);
}

static int add_fd(struct idump_document *document, const union record *record,
		  const struct place *place)
{
	(void)place;
	return crash_capture_add_fd(document->capture, &record->fd);
}

static int add_namespace(struct idump_document *document, const union record *record,
			 const struct place *place)
{
	(void)place;
	return crash_capture_add_namespace(document->capture, &record->namespace);
}

/*
 * A text goes on where it ended. A chunk that does not fit there follows one that was lost: two
 * parts that never touched are not joined.
 */
static int add_text(struct idump_document *document, const union record *record,
		    const struct place *place)
{
	struct soft_errors *errors = &document->capture->soft_errors;
	const struct text_record *text = &record->text;
	struct byte_buffer *buffer;
	uint64_t size;

	(void)place;
	if (!capture_text_name(text->kind))
		return 0;
	buffer = &document->texts[text->kind];
	if (text->offset != buffer->size) {
		soft_errors_add(errors, SOFT_ERROR_dump_damaged, capture_text_name(text->kind),
				EBADMSG);
		return 0;
	}
	size = min_u64(text->bytes.size,
		       saturating_sub_u64(capture_text_limit(text->kind), buffer->size));
	byte_buffer_put(buffer, text->bytes.data, (size_t)size);
	if (size < text->bytes.size)
		soft_errors_add_count(errors, SOFT_ERROR_too_large, capture_text_name(text->kind),
				      E2BIG, text->bytes.size - size);
	return byte_buffer_error(buffer);
}

static int add_memory(struct idump_document *document, const union record *record,
		      const struct place *place)
{
	struct idump_memory_entry entry = {
		.start = record->memory.start,
		.size = record->memory.bytes.size,
		.kind = (enum memory_kind)record->memory.kind,
		.frame = place->number,
	};

	if (entry.size == 0 || entry.size > UINT64_MAX - entry.start)
		return -EBADMSG;
	entry.offset = (size_t)(record->memory.bytes.data - place->frame.data);
	byte_buffer_put(&document->memory, &entry, sizeof(entry));
	return byte_buffer_error(&document->memory);
}

static int add_clocks(struct idump_document *document, const union record *record,
		      const struct place *place)
{
	(void)place;
	document->capture->clocks = record->clocks;
	return 0;
}

static int add_system(struct idump_document *document, const union record *record,
		      const struct place *place)
{
	(void)place;
	document->capture->system = record->system;
	return 0;
}

static int add_soft_error(struct idump_document *document, const union record *record,
			  const struct place *place)
{
	const struct soft_error_record *error = &record->soft_error;
	int number = error->error == INT_MIN ? 0 : error->error;

	(void)place;
	soft_errors_add_count(&document->capture->soft_errors, (enum soft_error_code)error->code,
			      error->subject, number, error->count);
	return 0;
}

static int add_identity(struct idump_document *document, const union record *record,
			const struct place *place)
{
	(void)place;
	document->capture->identity_verified = record->identity.verified;
	document->capture->readable_by_owner = record->identity.readable_by_owner;
	document->capture->complete = record->identity.complete;
	return 0;
}

#define PROCESS(field)	 offsetof(union record, process.process.field)
#define EXCEPTION(field) offsetof(union record, exception.field)
#define THREAD(field)	 offsetof(union record, thread.field)
#define MODULE(field)	 offsetof(union record, module.field)
#define CLOCKS(field)	 offsetof(union record, clocks.field)
#define SYSTEM(field)	 offsetof(union record, system.field)
#define RECORD(field)	 offsetof(union record, field)

static const struct field_rule process_fields[] = {
	{ IDUMP_KEY_pid, FIELD_U32, PROCESS(pid), 0 },
	{ IDUMP_KEY_ns_pid, FIELD_U32, PROCESS(ns_pid), 0 },
	{ IDUMP_KEY_crashing_tid, FIELD_U32, PROCESS(crashing_tid), 0 },
	{ IDUMP_KEY_ns_crashing_tid, FIELD_U32, PROCESS(ns_crashing_tid), 0 },
	{ IDUMP_KEY_uid, FIELD_U32, RECORD(process.uid), 0 },
	{ IDUMP_KEY_gid, FIELD_U32, RECORD(process.gid), 0 },
	{ IDUMP_KEY_dumpable, FIELD_INT, PROCESS(dumpable), 0 },
	{ IDUMP_KEY_core_limit, FIELD_U64, PROCESS(core_limit), 0 },
	{ IDUMP_KEY_comm, FIELD_CHARS, PROCESS(comm), 16 },
	{ IDUMP_KEY_exe, FIELD_TEXT, PROCESS(exe), 0 },
	{ IDUMP_KEY_cwd, FIELD_TEXT, PROCESS(cwd), 0 },
	{ IDUMP_KEY_root, FIELD_TEXT, PROCESS(root), 0 },
	{ IDUMP_KEY_policy, FIELD_TEXT, PROCESS(policy), 0 },
	{ IDUMP_KEY_psinfo, FIELD_BYTES, RECORD(process.psinfo), 0 },
};

static const struct field_rule exception_fields[] = {
	{ IDUMP_KEY_exception_tid, FIELD_U32, EXCEPTION(tid), 0 },
	{ IDUMP_KEY_signal, FIELD_INT, EXCEPTION(signal), 0 },
	{ IDUMP_KEY_code, FIELD_INT, EXCEPTION(code), 0 },
	{ IDUMP_KEY_error, FIELD_INT, EXCEPTION(error), 0 },
	{ IDUMP_KEY_siginfo, FIELD_BYTES, EXCEPTION(siginfo), 0 },
	{ IDUMP_KEY_prstatus, FIELD_BYTES, EXCEPTION(registers.prstatus), 0 },
	{ IDUMP_KEY_fpregs, FIELD_BYTES, EXCEPTION(registers.fpregs), 0 },
	{ IDUMP_KEY_xstate, FIELD_BYTES, EXCEPTION(registers.xstate), 0 },
};

static const struct field_rule thread_fields[] = {
	{ IDUMP_KEY_tid, FIELD_U32, THREAD(tid), 0 },
	{ IDUMP_KEY_ns_tid, FIELD_U32, THREAD(ns_tid), 0 },
	{ IDUMP_KEY_name, FIELD_CHARS, THREAD(name), 16 },
	{ IDUMP_KEY_register_source, FIELD_INT, THREAD(source), 0 },
	{ IDUMP_KEY_stack_pointer, FIELD_U64, THREAD(stack_pointer), 0 },
	{ IDUMP_KEY_instruction_pointer, FIELD_U64, THREAD(instruction_pointer), 0 },
	{ IDUMP_KEY_stack_start, FIELD_U64, THREAD(stack_start), 0 },
	{ IDUMP_KEY_stack_size, FIELD_U64, THREAD(stack_size), 0 },
	{ IDUMP_KEY_prstatus, FIELD_BYTES, THREAD(registers.prstatus), 0 },
	{ IDUMP_KEY_fpregs, FIELD_BYTES, THREAD(registers.fpregs), 0 },
	{ IDUMP_KEY_xstate, FIELD_BYTES, THREAD(registers.xstate), 0 },
};

static const struct field_rule module_fields[] = {
	{ IDUMP_KEY_module_base, FIELD_U64, MODULE(base), 0 },
	{ IDUMP_KEY_module_size, FIELD_U64, MODULE(size), 0 },
	{ IDUMP_KEY_module_dynamic, FIELD_U64, MODULE(dynamic), 0 },
	{ IDUMP_KEY_module_path, FIELD_TEXT, MODULE(path), 0 },
	{ IDUMP_KEY_module_is_main, FIELD_BOOL, MODULE(is_main), 0 },
};

static const struct field_rule fd_fields[] = {
	{ IDUMP_KEY_fd, FIELD_INT, RECORD(fd.fd), 0 },
	{ IDUMP_KEY_fd_target, FIELD_TEXT, RECORD(fd.target), 0 },
};

static const struct field_rule namespace_fields[] = {
	{ IDUMP_KEY_namespace_name, FIELD_TEXT, RECORD(namespace.name), 0 },
	{ IDUMP_KEY_namespace_target, FIELD_TEXT, RECORD(namespace.target), 0 },
};

static const struct field_rule memory_fields[] = {
	{ IDUMP_KEY_memory_start, FIELD_U64, RECORD(memory.start), 0 },
	{ IDUMP_KEY_memory_kind, FIELD_U64, RECORD(memory.kind), 0 },
	{ IDUMP_KEY_memory_bytes, FIELD_BORROW, RECORD(memory.bytes), 0 },
};

static const struct field_rule text_fields[] = {
	{ IDUMP_KEY_text_kind, FIELD_U32, RECORD(text.kind), 0 },
	{ IDUMP_KEY_text_offset, FIELD_U64, RECORD(text.offset), 0 },
	{ IDUMP_KEY_text_bytes, FIELD_BORROW, RECORD(text.bytes), 0 },
};

static const struct field_rule clocks_fields[] = {
	{ IDUMP_KEY_realtime_ns, FIELD_U64, CLOCKS(realtime_ns), 0 },
	{ IDUMP_KEY_monotonic_ns, FIELD_U64, CLOCKS(monotonic_ns), 0 },
	{ IDUMP_KEY_boottime_ns, FIELD_U64, CLOCKS(boottime_ns), 0 },
	{ IDUMP_KEY_boot_id, FIELD_CHARS, CLOCKS(boot_id), 40 },
};

static const struct field_rule system_fields[] = {
	{ IDUMP_KEY_kernel_name, FIELD_TEXT, SYSTEM(kernel_name), 0 },
	{ IDUMP_KEY_kernel_release, FIELD_TEXT, SYSTEM(kernel_release), 0 },
	{ IDUMP_KEY_kernel_version, FIELD_TEXT, SYSTEM(kernel_version), 0 },
	{ IDUMP_KEY_kernel_machine, FIELD_TEXT, SYSTEM(machine), 0 },
	{ IDUMP_KEY_n_cpus, FIELD_U32, SYSTEM(n_cpus), 0 },
	{ IDUMP_KEY_page_size, FIELD_U32, SYSTEM(page_size), 0 },
	{ IDUMP_KEY_clock_ticks, FIELD_U32, SYSTEM(clock_ticks), 0 },
};

static const struct field_rule soft_error_fields[] = {
	{ IDUMP_KEY_soft_error_code, FIELD_U32, RECORD(soft_error.code), 0 },
	{ IDUMP_KEY_soft_error_subject, FIELD_CHARS, RECORD(soft_error.subject), 64 },
	{ IDUMP_KEY_soft_error_errno, FIELD_INT, RECORD(soft_error.error), 0 },
	{ IDUMP_KEY_soft_error_count, FIELD_U64, RECORD(soft_error.count), 0 },
};

static const struct field_rule identity_fields[] = {
	{ IDUMP_KEY_verified, FIELD_BOOL, RECORD(identity.verified), 0 },
	{ IDUMP_KEY_readable_by_owner, FIELD_BOOL, RECORD(identity.readable_by_owner), 0 },
	{ IDUMP_KEY_complete, FIELD_BOOL, RECORD(identity.complete), 0 },
};

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0])

static const struct idump_record_rule record_rules[] = {
	{ IDUMP_KEY_process, FIELDS(process_fields), add_process },
	{ IDUMP_KEY_fatal, FIELDS(exception_fields), add_fatal },
	{ IDUMP_KEY_original, FIELDS(exception_fields), add_original },
	{ IDUMP_KEY_thread, FIELDS(thread_fields), add_thread },
	{ IDUMP_KEY_module, FIELDS(module_fields), add_module },
	{ IDUMP_KEY_fds, FIELDS(fd_fields), add_fd },
	{ IDUMP_KEY_namespaces, FIELDS(namespace_fields), add_namespace },
	{ IDUMP_KEY_memory, FIELDS(memory_fields), add_memory },
	{ IDUMP_KEY_text, FIELDS(text_fields), add_text },
	{ IDUMP_KEY_clocks, FIELDS(clocks_fields), add_clocks },
	{ IDUMP_KEY_system, FIELDS(system_fields), add_system },
	{ IDUMP_KEY_soft_errors, FIELDS(soft_error_fields), add_soft_error },
	{ IDUMP_KEY_identity, FIELDS(identity_fields), add_identity },
};

const struct idump_record_rule *idump_record_rule_find(uint32_t key)
{
	for (size_t i = 0; i < sizeof(record_rules) / sizeof(record_rules[0]); i++)
		if ((uint32_t)record_rules[i].key == key)
			return &record_rules[i];
	return NULL;
}

/* Sets what is not simply zero when a map does not say it. */
static void record_init(const struct idump_record_rule *rule, union record *record)
{
	memset(record, 0, sizeof(*record));
	if (rule->key == IDUMP_KEY_process) {
		record->process.uid = record->process.gid = UINT32_MAX;
		record->process.process.dumpable = -1;
	}
	for (size_t i = 0; i < rule->n_fields; i++)
		if (rule->fields[i].kind == FIELD_TEXT)
			*(const char **)((uint8_t *)record + rule->fields[i].offset) = "";
	if (rule->key == IDUMP_KEY_module)
		record->module.soname = "";
}

/* An item of another type than its key's, or out of its range, is as if it were not there. */
static bool value_fits(const struct idump_item *item, enum field_kind kind)
{
	bool is_number = item->type == IDUMP_UINT && item->value.size == 8;
	int64_t number = (int64_t)idump_item_uint(item);

	switch (kind) {
	case FIELD_U32:
		return is_number && number >= 0 && number <= UINT32_MAX;
	case FIELD_INT:
		return is_number && number >= INT_MIN && number <= INT_MAX;
	case FIELD_U64:
	case FIELD_BOOL:
		return is_number;
	default:
		return item->type == IDUMP_BYTES || item->type == IDUMP_TEXT;
	}
}

static int set_field(const struct field_rule *field, const struct idump_item *item,
		     struct pool *pool, void *target)
{
	struct bytes value = item->value;

	switch (field->kind) {
	case FIELD_U32:
		*(uint32_t *)target = (uint32_t)idump_item_uint(item);
		return 0;
	case FIELD_U64:
		*(uint64_t *)target = idump_item_uint(item);
		return 0;
	case FIELD_INT:
		*(int *)target = (int)idump_item_uint(item);
		return 0;
	case FIELD_BOOL:
		*(bool *)target = idump_item_uint(item) != 0;
		return 0;
	case FIELD_CHARS:
		memset(target, 0, field->size);
		memcpy(target, value.data, value.size < field->size ? value.size : field->size - 1);
		return 0;
	case FIELD_TEXT:
		*(const char **)target = pool_copy_text(pool, value.data, value.size);
		return *(const char **)target ? 0 : -ENOMEM;
	case FIELD_BYTES:
		value.data = pool_copy(pool, value.data, value.size);
		*(struct bytes *)target = value;
		return value.data ? 0 : -ENOMEM;
	case FIELD_BORROW:
		*(struct bytes *)target = value;
		return 0;
	}
	return -EBADMSG;
}

static int read_field(const struct idump_record_rule *rule, const struct idump_item *item,
		      struct pool *pool, union record *record)
{
	for (size_t i = 0; i < rule->n_fields; i++) {
		const struct field_rule *field = &rule->fields[i];

		if ((uint32_t)field->key == item->key && value_fits(item, field->kind))
			return set_field(field, item, pool, (uint8_t *)record + field->offset);
	}
	return 0;
}

int idump_record_read(const struct idump_record_rule *rule, struct idump_document *document,
		      struct byte_reader *reader, struct bytes frame, size_t number)
{
	struct place place = { .frame = frame, .number = number };
	union record record;
	int r = 0;

	record_init(rule, &record);
	for (;;) {
		struct idump_item item;

		if (!idump_item_next(reader, &item) || item.type == IDUMP_ARRAY_END ||
		    item.type == IDUMP_END)
			return -EBADMSG;
		if (item.type == IDUMP_MAP_END)
			break;
		if (item.type == IDUMP_MAP_START || item.type == IDUMP_ARRAY_START)
			r = idump_item_skip_nested(reader) ? 0 : -EBADMSG;
		else
			r = read_field(rule, &item, &document->capture->pool, &record);
		if (r < 0)
			return r;
	}
	r = rule->add(document, &record, &place);
	return r == -E2BIG ? 0 : r;
}
