// k6/x/sql/driver/postgres: what names the database to sql.open().

export default Symbol('postgres');
