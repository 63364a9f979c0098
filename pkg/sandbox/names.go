package sandbox

import "strings"

// names are those of one region, from which the people of the seed are drawn. Each is followed by its Latin form, of
// which user names and addresses are made: "Ann/ann Omar/omar".
type names struct {
	given, family string
	country, city string
	phone         string
}

// word is a name with its Latin form.
type word struct{ text, latin string }

func words(list string) []word {
	var all []word
	for field := range strings.FieldsSeq(list) {
		text, latin, _ := strings.Cut(field, "/")
		all = append(all, word{strings.ReplaceAll(text, "_", " "), latin})
	}
	return all
}

// people are the scripts and regions of the seed; the English names come first because the examples use them.
func people() []names {
	return []names{
		{"Ann/ann James/james Grace/grace Omar/omar Ruth/ruth Peter/peter Alice/alice Samuel/samuel Dora/dora Henry/henry",
			"Adams/adams Baker/baker Carter/carter Davis/davis Evans/evans Foster/foster Young/young Abbott/abbott Hill/hill Marsh/marsh",
			"United Kingdom", "Leeds", "+44 113 496 "},
		{"Seán/sean Aoife/aoife Ciara/ciara Liam/liam Niamh/niamh",
			"O'Brien/obrien O'Neill/oneill D'Arcy/darcy McKenna/mckenna Ní_Bhriain/nibhriain",
			"Ireland", "Cork", "+353 21 555 "},
		{"François/francois Élodie/elodie Zoë/zoe Jean-Luc/jeanluc Anaïs/anais",
			"Lefèvre/lefevre Dupré/dupre Álvarez/alvarez L'Écuyer/lecuyer Côté/cote",
			"France", "Nîmes", "+33 4 66 "},
		{"Jürgen/juergen Björk/bjork Łukasz/lukasz Šárka/sarka Søren/soren Åsa/asa",
			"Müller/mueller Ångström/angstrom Wójcik/wojcik Černý/cerny Ødegård/odegard Großmann/grossmann",
			"Germany", "Köln", "+49 221 555 "},
		{"Αλέξης/alexis Ελένη/eleni Γιώργος/giorgos Μαρία/maria",
			"Παπαδόπουλος/papadopoulos Νικολάου/nikolaou Αντωνίου/antoniou Δήμου/dimou",
			"Greece", "Θεσσαλονίκη", "+30 2310 55 "},
		{"Анна/anna Дмитрий/dmitri Олена/olena Борис/boris Юлия/yulia",
			"Кузнецова/kuznetsova Шевченко/shevchenko Иванов/ivanov Андреева/andreeva Щербак/shcherbak",
			"Ukraine", "Львів", "+380 32 555 "},
		{"伟/wei 芳/fang 秀英/xiuying 磊/lei", "王/wang 李/li 张/zhang 欧阳/ouyang", "China", "上海", "+86 21 5555 "},
		{"さくら/sakura 健太/kenta 美咲/misaki ヒロシ/hiroshi", "佐藤/sato 鈴木/suzuki 高橋/takahashi 阿部/abe", "Japan", "大阪", "+81 6 5555 "},
		{"지훈/jihoon 서연/seoyeon 민준/minjun", "김/kim 이/lee 박/park", "South Korea", "부산", "+82 51 555 "},
		{"ليلى/layla عمر/omar فاطمة/fatima يوسف/yusuf", "حداد/haddad الخطيب/alkhatib منصور/mansour", "Jordan", "عمّان", "+962 6 555 "},
		{"נועה/noa דוד/david יעל/yael", "כהן/cohen לוי/levi אברהם/avraham", "Israel", "חיפה", "+972 4 555 "},
		{"आरव/aarav प्रिया/priya अनिल/anil मीरा/meera", "शर्मा/sharma गुप्ता/gupta अय्यर/iyer सिंह/singh", "India", "पुणे", "+91 20 5555 "},
	}
}
