package demo

// song is an invented song, by an invented artist, whom a name may ask for.
type song struct{ title, artist, name string }

// songs are what the crowd asks for in the course of a round, none of them
// twice: more than a round has time for.
var songs = []song{
	{"Paper Lanterns", "The Late Ushers", "Ida"},
	{"Night Bus to Nowhere", "KOLIBRI", ""},
	{"Velvet Static", "Low Tide Radio", "Otto"},
	{"Rooftop Weather", "Juno Vale", "Sam"},
	{"Nine Copper Robots", "Marlow Finch", ""},
	{"Glass Elevator Waltz", "Ana & the Interns", "Priya"},
	{"Yön viimeinen lautta", "Kaiku Kaksi", "Aino"},
	{"Salt on the Dancefloor", "PELICAN", ""},
	{"Second Star on the Left", "The Tidal Clocks", "Leo"},
	{"真夜中の港", "ミナト", "さくら"},
	{"Umbrella Season", "Dora Quill", "Minna"},
	{"Slow Dial Tone", "Low Tide Radio", ""},
	{"Fox in the Foyer", "The Late Ushers", "Kit"},
	{"Canción del Farol", "Los Relojes", "Inés"},
	{"Borrowed Bicycle", "Marlow Finch", "Sam"},
	{"Halogen", "KOLIBRI", ""},
	{"Postcards from Platform Six", "Ana & the Interns", "Otto"},
	{"قمر على الرصيف", "ساعات المد", "نور"},
	{"Cardboard Crown", "Juno Vale", ""},
	{"A Kettle for Two", "Dora Quill", "Priya"},
	{"Lift Music for Pigeons", "Salt and Ashes", "Ida"},
	{"Last Tram Home", "The Tidal Clocks", ""},
	{"Polaroid Thunder", "PELICAN", "Ravi"},
	{"Der letzte Zug nach Übersee", "Funkturm West", "Jo"},
	{"Ferry Lights", "Kaiku Kaksi", ""},
	{"Honeycomb Hotel", "Marlow Finch", "Leo"},
	{"Escalator Romance", "Low Tide Radio", "Mia"},
	{"Tin Roof Samba", "Los Relojes", ""},
	{"Moth Parade", "Copper Robots", "Kit"},
	{"Window Seat", "Juno Vale", "Aino"},
	{"Everything but the Encore", "The Late Ushers", ""},
	{"Sunday in Neon", "Salt and Ashes", "Ravi"},
}
